// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.util.Arrays;
import java.util.Locale;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.Clock;
import org.jmhpprof.sampler.NativeFrames;
import org.jmhpprof.sampler.SamplerException;
import org.jmhpprof.sampler.SamplerOptions;
import org.jmhpprof.sampler.SignalSampler;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A program of its own: what native frames, or the kernel's, add to the handler. Two kinds of
 * windows take turns over one thread that is in native code, so many frames above Java, or in Java,
 * or in system calls: {@code native=full} and {@code native=leaf}, or {@code kernel=on} and {@code
 * kernel=off}.
 *
 * <p>Arguments: the number of native frames, 0 for Java, -1 for system calls; the number of pairs
 * of windows; {@code native} or {@code kernel}.
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
    SignalSampler sampler = SignalSampler.load();
    Thread burner = new Thread(() -> burn(frames), "burner");
    burner.setDaemon(true);
    burner.start();
    boolean kernel = arguments[2].equals("kernel");
    long[] with = new long[pairs];
    long[] without = new long[pairs];
    long[] more = new long[pairs];
    window(sampler, kernel, true);
    for (int i = 0; i < pairs; i++) {
      if (i % 2 == 0) {
        with[i] = window(sampler, kernel, true);
        without[i] = window(sampler, kernel, false);
      } else {
        without[i] = window(sampler, kernel, false);
        with[i] = window(sampler, kernel, true);
      }
      more[i] = with[i] - without[i];
    }
    System.out.printf(
        Locale.ROOT,
        "%d native frames: with %d ns, without %d ns, difference %d ns (quartiles %d to %d)%n",
        frames,
        quantile(with, 0.5),
        quantile(without, 0.5),
        quantile(more, 0.5),
        quantile(more, 0.25),
        quantile(more, 0.75));
  }

  private static void burn(int frames) {
    while (true) {
      if (frames < 0) {
        Thread.yield();
      } else if (frames == 0) {
        Blackhole.consumeCPU(STEPS);
      } else {
        sink = NativeChain.deep(sink, frames, STEPS);
      }
    }
  }

  /** The median cost of the handler. */
  private static long window(SignalSampler sampler, boolean kernel, boolean with)
      throws SamplerException, InterruptedException {
    NativeFrames frames = kernel || with ? NativeFrames.FULL : NativeFrames.LEAF;
    boolean kernelFrames = kernel && with;
    sampler.start(
        new SamplerOptions(
            200_000,
            256,
            1 << 20,
            Clock.PERF,
            frames,
            kernelFrames,
            false,
            0,
            10_000_000,
            false,
            false),
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
