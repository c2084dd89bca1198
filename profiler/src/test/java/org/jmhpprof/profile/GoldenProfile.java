// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small profile with everything that profiles have: Java frames on several lines, recursion, an
 * overload, native frames with and without a name, a kernel frame, a stub, a frame in brackets,
 * phases, threads.
 */
public final class GoldenProfile {
  /** CPU time of a tick, nanoseconds. */
  public static final long PERIOD = 1_000_000;

  /** The ticks of one fork. */
  public static final long TICKS = 127;

  private static final long START = 1_700_000_000_000_000_000L;
  private static final Binary LIBC =
      new Binary("/lib/libc.so.6", "c0ffee", 0x7f00_0000_1000L, 0x7f00_0000_2000L, 0x40);
  private static final Binary LIBZ =
      new Binary("/lib/libz.so.1", "", 0x7f00_0000_5000L, 0x7f00_0000_6000L, 0);
  private static final Binary KERNEL =
      new Binary("[kernel.kallsyms]", "", 0xffff_ffff_8100_0000L, 0xffff_ffff_8200_0000L, 0);

  private final Plain symbols = new Plain();
  private final StackTable table;

  private GoldenProfile(Event event) {
    table = new StackTable(event, PERIOD);
    for (int line = 1; line <= 9; line++) {
      symbols.put(line, java("demo.Sort.sort", "([I)V", "Sort.java", line, 1));
    }
    symbols.put(10, java("demo.Sort.sort", "([J)V", "Sort.java", 20, 19));
    symbols.put(11, java("demo.Sort.insert", "([II)V", "Sort.java", 32, 30));
    symbols.put(12, java("demo.Sort.lambda$main$0", "()V", "Sort.java", 44, 44));
    symbols.put(20, java("demo.jmh_generated.Sort_jmhTest.sort_avgt_jmhStub", "()V", "", 0, 0));
    symbols.put(21, java("java.lang.Thread.run", "()V", "Thread.java", 840, 830));
    symbols.put(30, Plain.function("deflate", LIBZ.start() + 0x10, LIBZ));
    symbols.put(31, Plain.function("memcpy", LIBC.start() + 0x20, LIBC));
    symbols.put(32, Plain.unnamed(LIBC.start() + 0x30, LIBC));
    symbols.put(33, Plain.function("copy_page", KERNEL.start() + 0x8, KERNEL));
    symbols.put(34, Plain.pseudo("[stub] jlong_disjoint_arraycopy"));
    symbols.put(35, Plain.pseudo("[failed: no signal]"));
    symbols.put(36, Plain.pseudo("[truncated]"));
    symbols.put(1, "demo-worker", ThreadInfo.Kind.JAVA);
    symbols.put(2, "G1 Conc#0", ThreadInfo.Kind.VM);
    symbols.put(3, "main", ThreadInfo.Kind.JAVA);
    add(event, 1, 1, 2, 20, 21);
    add(event, 1, 2, 3, 20, 21);
    add(event, 1, 4, 34, 11, 2, 20, 21);
    add(event, 1, 8, 33, 31, 30, 2, 20, 21);
    add(event, 1, 16, 32, 10, 2, 36, 21);
    add(event, 2, 32, 31);
    add(event, 3, 64, 35);
  }

  private static Frame java(String name, String signature, String file, int line, int start) {
    return new Frame(name, name + signature, file, line, start, 0, null);
  }

  private void add(Event event, int thread, long ticks, long... stack) {
    table.add(thread, stack, stack.length, ticks, ticks * PERIOD);
  }

  /**
   * Writes a fork's file.
   *
   * @param lines for the comments, each {@code key=value}
   */
  public static void write(Path file, Event event, int fork, String... lines) throws IOException {
    GoldenProfile golden = new GoldenProfile(event);
    FrameCache frames = new FrameCache(golden.symbols, Plain.HARNESS);
    frames.resolve(golden.table);
    Files.createDirectories(file.toAbsolutePath().getParent());
    ProfileInfo info =
        new ProfileInfo(
            START + fork * 10_000_000_000L,
            5_500_000_000L,
            PERIOD,
            Integer.toString(fork),
            List.of(lines));
    ProfileWriter.write(file, golden.table, frames, info);
  }
}
