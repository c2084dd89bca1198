// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shares of functions beside those of async-profiler, both on perf events, one after the other.
 * On demand: {@code .ci/side-by-side}. Leaves its table in {@code target/side-by-side.md}; says
 * nothing about who is right.
 */
@EnabledIfSystemProperty(named = "async.library", matches = ".+")
class SideBySideIT {
  private static final String LIBRARY = System.getProperty("async.library");
  private static final String SECONDS = System.getProperty("side.seconds", "10");
  private static final int FUNCTIONS = 20;
  private static final double POINTS = 2;

  private static final List<String> WORKLOADS =
      List.of(
          "Code.sha256",
          "Code.multiply",
          "Code.exceptions",
          "NativeCode.deflater",
          "NativeCode.socket",
          "InKernel.read",
          "InKernel.firstTouch",
          "Contended.allocation");

  @TempDir Path directory;

  /** Shares of the samples under the timed loop, in percent. */
  private static final class Shares {
    final Map<String, Double> leaf = new HashMap<>();
    final Map<String, Double> anywhere = new HashMap<>();
    long samples;

    /** A stack, leaf first. Counts what is above the timed loop. */
    void add(List<String> stack, long count) {
      int loop = 0;
      while (loop < stack.size() && !stack.get(loop).endsWith("_jmhStub")) {
        loop++;
      }
      if (loop == stack.size()) {
        return;
      }
      samples += count;
      leaf.merge(stack.get(0), (double) count, Double::sum);
      new HashSet<>(stack.subList(0, loop))
          .forEach(name -> anywhere.merge(name, (double) count, Double::sum));
    }

    static double share(Map<String, Double> counts, String name, long samples) {
      return 100 * counts.getOrDefault(name, 0.0) / Math.max(1, samples);
    }
  }

  @Test
  void sharesOfFunctionsAgree() throws Exception {
    assumeTrue(PerfEvents.seeTheKernel(), "needs perf events that see the kernel");
    StringBuilder table =
        new StringBuilder(
            "| workload | samples: ours, async-profiler | functions on the stack beyond 2 points |"
                + " functions at the leaf beyond 2 points |\n|---|---|---|---|\n");
    for (String workload : WORKLOADS) {
      Shares ours = ours(workload);
      Shares theirs = theirs(workload);
      table.append(
          "| `%s` | %,d, %,d | %s | %s |%n"
              .formatted(
                  workload,
                  ours.samples,
                  theirs.samples,
                  compare(ours.anywhere, ours.samples, theirs.anywhere, theirs.samples),
                  compare(ours.leaf, ours.samples, theirs.leaf, theirs.samples)));
    }
    Files.writeString(JmhRun.module().resolve("target/side-by-side.md"), table);
    System.out.println(table);
  }

  private JmhRun run(String workload, Path into, String profiler) throws Exception {
    Files.createDirectories(into);
    Path jdk = JmhRun.jdks().get(0);
    // A heap that is touched before: else the page faults depend on how far a run gets.
    String heap = "-jvmArgsAppend -Xms1g -jvmArgsAppend -Xmx1g -jvmArgsAppend -XX:+AlwaysPreTouch";
    String measured = "$ " + heap + " -f 1 -wi 2 -w 1s -i 1 -foe true -r " + SECONDS + "s -prof ";
    JmhRun run = JmhRun.of(jdk, into, (workload + measured + profiler).split(" "));
    assertEquals(0, run.status(), run.output());
    return run;
  }

  private Shares ours(String workload) throws Exception {
    Path into = directory.resolve("pprof-" + workload);
    run(workload, into, "pprof:top=0;clock=perf;interval=1ms");
    Shares shares = new Shares();
    for (Path file : JmhRun.profiles(into)) {
      for (Row row : Row.of(JmhRun.profile(file))) {
        shares.add(row.frames().stream().map(frame -> plain(frame.name())).toList(), row.ticks());
      }
    }
    return shares;
  }

  private Shares theirs(String workload) throws Exception {
    Path into = directory.resolve("async-" + workload);
    run(
        workload,
        into,
        "async:libPath="
            + LIBRARY
            + ";output=collapsed;event=cpu;interval=1000000;rawCommand=cstack=vm;dir="
            + into);
    Shares shares = new Shares();
    for (Path file : collapsed(into)) {
      for (String line : Files.readAllLines(file)) {
        int space = line.lastIndexOf(' ');
        List<String> stack = new ArrayList<>();
        for (String frame : line.substring(0, space).split(";")) {
          stack.add(0, plain(frame));
        }
        shares.add(stack, Long.parseLong(line.substring(space + 1)));
      }
    }
    return shares;
  }

  private static List<Path> collapsed(Path into) throws IOException {
    try (Stream<Path> files = Files.walk(into)) {
      return files.filter(file -> file.toString().endsWith(".csv")).toList();
    }
  }

  /** One spelling of what the two write differently. */
  private static String plain(String name) {
    if (name.startsWith("/")) {
      // A library, for its functions without names.
      return "[" + name.substring(name.lastIndexOf('/') + 1) + "]";
    }
    return name.replaceFirst("_\\[[a-z0-9]+]$", "")
        .replaceFirst("^\\[stub] ", "")
        .replace('/', '.')
        .replaceFirst("\\(.*\\)$", "")
        .replaceFirst("<.*>", "")
        // The C library's functions have several names.
        .replaceFirst("^(__GI_|_+)", "")
        .replaceFirst("(?<=[a-z])64$", "");
  }

  /** Those of the most frequent functions that differ too much, the worst first. */
  private static String compare(
      Map<String, Double> ours, long ourSamples, Map<String, Double> theirs, long theirSamples) {
    Set<String> names = new TreeSet<>(most(ours));
    names.addAll(most(theirs));
    List<String> off = new ArrayList<>();
    names.stream()
        .sorted(
            (a, b) ->
                Double.compare(
                    difference(b, ours, ourSamples, theirs, theirSamples),
                    difference(a, ours, ourSamples, theirs, theirSamples)))
        .filter(name -> difference(name, ours, ourSamples, theirs, theirSamples) > POINTS)
        .forEach(
            name ->
                off.add(
                    String.format(
                        Locale.ROOT,
                        "`%s` %.1f, %.1f",
                        name,
                        Shares.share(ours, name, ourSamples),
                        Shares.share(theirs, name, theirSamples))));
    return off.isEmpty() ? "none" : String.join("; ", off);
  }

  private static List<String> most(Map<String, Double> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(FUNCTIONS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static double difference(
      String name,
      Map<String, Double> ours,
      long ourSamples,
      Map<String, Double> theirs,
      long theirSamples) {
    return Math.abs(
        Shares.share(ours, name, ourSamples) - Shares.share(theirs, name, theirSamples));
  }
}
