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
          "Dedup", List.of("-prof", "gc"),
          "Insert", List.of("-prof", "gc"),
          "RingWriteLatency", List.of("-prof", Latency.class.getName(), "-prof", "gc"));

  private Main() {}

  /** Runs JMH. */
  public static void main(String[] args) throws Exception {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    if (args.length > 0) {
      all.addAll(ALSO.getOrDefault(args[0], List.of()));
    }
    org.openjdk.jmh.Main.main(all.toArray(String[]::new));
  }
}
