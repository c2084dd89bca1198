// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.List;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.ring.SampleRing;

/**
 * What the reader does in a window, with made-up records and a table of its own. A JVM interprets
 * what it has not seen often, and compiles what it sees often: without a rehearsal, both would take
 * CPU time in the first measured iteration.
 */
final class Rehearsal {
  /** As many calls as make the compiler do its best. */
  private static final int RECORDS = 20_000;

  /** Where nothing is compiled, a rehearsal is of no use. */
  private static final long MOST_NANOS = 300_000_000;

  private static final long PERIOD_NANOS = 1_000_000;

  private Rehearsal() {}

  /**
   * Reads the records.
   *
   * @param ring in which nothing is, and in which nothing is left
   * @return what came of them
   */
  static StackTable read(SampleRing ring, boolean nativeFrames) {
    StackTable table = new StackTable(Event.CPU, PERIOD_NANOS);
    Bystanders nobody = new Bystanders(name -> false);
    Closing over = new Closing();
    over.close();
    WindowReader reader =
        new WindowReader(
            ring,
            List.of(table),
            false,
            null,
            new ThreadRoots(),
            new MountedThreads(),
            nobody,
            over);
    long begin = NativeSampler.ownCpuNanos();
    int written = 0;
    do {
      int records = NativeSampler.rehearse(ring.memory(), nativeFrames && written == 0);
      written = records == 0 ? RECORDS : written + records;
      WindowReader.Totals unused = reader.call();
    } while (written < RECORDS && NativeSampler.ownCpuNanos() - begin < MOST_NANOS);
    return table;
  }
}
