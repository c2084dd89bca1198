// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A processor that both forks of a pair run on. Linux alone has it, with {@code taskset}.
 *
 * @param number as the kernel counts
 */
record Processor(int number) {
  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final long LOOK_MILLIS = 200;
  private static final int IDLE = 3;
  private static final int WAITING_FOR_IO = 4;

  /** What a command begins with that runs there. */
  List<String> prefix() {
    return List.of("taskset", "-c", String.valueOf(number));
  }

  /** Why no fork can be pinned; empty if one can. */
  static Optional<String> whyNone() throws IOException, InterruptedException {
    if (!Files.exists(Path.of("/proc/self/status"))) {
      return Optional.of("only Linux can pin two forks to one processor");
    }
    List<String> command = new ArrayList<>(new Processor(allowed().get(0)).prefix());
    command.add("true");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes()).strip();
      return process.waitFor() == 0
          ? Optional.empty()
          : Optional.of("no processor can be chosen: " + output);
    } catch (IOException e) {
      return Optional.of("taskset is not there (package util-linux)");
    }
  }

  /** Of those that this process may use, the one that does least now. */
  static Processor leastBusy() throws IOException, InterruptedException {
    List<Integer> allowed = allowed();
    Map<Integer, long[]> before = times();
    Thread.sleep(LOOK_MILLIS);
    Map<Integer, long[]> after = times();
    return allowed.stream()
        .min(Comparator.comparingDouble(each -> busy(before.get(each), after.get(each))))
        .map(Processor::new)
        .orElseThrow();
  }

  private static List<Integer> allowed() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(each -> each.startsWith(ALLOWED))
            .findFirst()
            .orElseThrow(() -> new IOException("/proc/self/status has no " + ALLOWED));
    return numbers(line.substring(ALLOWED.length()).strip());
  }

  /** Of a list as the kernel writes it, {@code 0-3,8}. */
  static List<Integer> numbers(String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String range : list.split(",")) {
      String[] ends = range.split("-");
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int number = Integer.parseInt(ends[0]); number <= last; number++) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** What each processor spent its time on, in ticks since the machine started. */
  private static Map<Integer, long[]> times() throws IOException {
    Map<Integer, long[]> times = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
      if (line.matches("cpu\\d+ .*")) {
        String[] words = line.substring("cpu".length()).split(" +");
        long[] ticks = new long[words.length - 1];
        for (int i = 0; i < ticks.length; i++) {
          ticks[i] = Long.parseLong(words[i + 1]);
        }
        times.put(Integer.parseInt(words[0]), ticks);
      }
    }
    return times;
  }

  /** Share of the time between; 1 for a processor of which nothing is known. */
  private static double busy(long[] before, long[] after) {
    if (before == null || after == null) {
      return 1;
    }
    long all = 0;
    long busy = 0;
    for (int i = 0; i < after.length; i++) {
      long ticks = after[i] - before[i];
      all += ticks;
      busy += i == IDLE || i == WAITING_FOR_IO ? 0 : ticks;
    }
    return busy / (double) Math.max(1, all);
  }
}
