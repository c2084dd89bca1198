// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The entry of benchmarks.jar: JMH's own, with all its options. Some benchmarks answer their
 * question only together with one of JMH's profilers, so that one is switched on for them.
 */
public final class Main {
  private static final Map<String, List<String>> ALSO =
      Map.of(
          "RingWriteLatency", List.of("-prof", Latency.class.getName(), "-prof", "gc"),
          "OverflowCost", List.of("-prof", Latency.class.getName()),
          "OverflowRecovery", List.of("-prof", Latency.class.getName()),
          "Dedup", List.of("-prof", Latency.class.getName(), "-prof", "gc"),
          "Insert", List.of("-prof", "gc"),
          "WriterTime", List.of("-prof", "gc"),
          "WriterHeap", List.of("-prof", "mempool", "-gc", "true"),
          "HandlerCost", List.of("-prof", "pprof:depth=512;dir=target/profiles"),
          // Behind a pprof of the command line, so that they see what it does during an iteration.
          "ThreadCrowd",
              List.of("-prof", ProcessCpu.class.getName(), "-prof", ReaderCpu.class.getName()));

  private Main() {}

  /** Draws, or else runs JMH. */
  public static void main(String[] args) throws Exception {
    String name = args.length == 0 ? "" : args[0];
    if (name.equals("Plots")) {
      Plots.main(Arrays.copyOfRange(args, 1, args.length));
      return;
    }
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(ALSO.getOrDefault(name, List.of()));
    org.openjdk.jmh.Main.main(all.toArray(String[]::new));
  }
}
