// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.util.Arrays;
import java.util.Locale;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.Clock;
import org.jmhpprof.sampler.NativeFrames;
import org.jmhpprof.sampler.Sampler;
import org.jmhpprof.sampler.SamplerException;
import org.jmhpprof.sampler.SamplerOptions;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A program of its own: what native frames add to the handler. Two kinds of windows take turns,
 * {@code native=full} and {@code native=leaf}, over one thread that is in native code, so many
 * frames above Java, or in Java.
 *
 * <p>Arguments: the number of native frames, 0 for Java, and the number of pairs of windows.
 */
public final class NativeCost {
  private static final int WINDOW_MILLIS = 200;
  private static final int STEPS = 20_000;

  private static volatile long sink;

  private NativeCost() {}

  public static void main(String[] arguments) throws Exception {
    TestLibrary.load("chainbare");
    int frames = Integer.parseInt(arguments[0]);
    int pairs = Integer.parseInt(arguments[1]);
    Sampler sampler = Sampler.load();
    Thread burner = new Thread(() -> burn(frames), "burner");
    burner.setDaemon(true);
    burner.start();
    long[] full = new long[pairs];
    long[] leaf = new long[pairs];
    long[] more = new long[pairs];
    window(sampler, NativeFrames.FULL);
    for (int i = 0; i < pairs; i++) {
      if (i % 2 == 0) {
        full[i] = window(sampler, NativeFrames.FULL);
        leaf[i] = window(sampler, NativeFrames.LEAF);
      } else {
        leaf[i] = window(sampler, NativeFrames.LEAF);
        full[i] = window(sampler, NativeFrames.FULL);
      }
      more[i] = full[i] - leaf[i];
    }
    System.out.printf(
        Locale.ROOT,
        "%d native frames: full %d ns, leaf %d ns, difference %d ns (quartiles %d to %d)%n",
        frames,
        quantile(full, 0.5),
        quantile(leaf, 0.5),
        quantile(more, 0.5),
        quantile(more, 0.25),
        quantile(more, 0.75));
  }

  private static void burn(int frames) {
    while (true) {
      if (frames == 0) {
        Blackhole.consumeCPU(STEPS);
      } else {
        sink = NativeChain.deep(sink, frames, STEPS);
      }
    }
  }

  /** The median cost of the handler. */
  private static long window(Sampler sampler, NativeFrames frames)
      throws SamplerException, InterruptedException {
    sampler.start(
        new SamplerOptions(
            200_000, 256, 1 << 20, Clock.PERF, frames, true, false, 0, 10_000_000, false, false),
        new StackTable());
    Thread.sleep(WINDOW_MILLIS);
    return sampler.stop().handlerP50Nanos();
  }

  private static long quantile(long[] values, double quantile) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) ((sorted.length - 1) * quantile)];
  }
}
