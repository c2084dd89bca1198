// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkKey.Mode;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.run.JmhOptions.Task;

/**
 * JMH's output, which alone says which combinations of mode and parameters it ran: its result file
 * has those that measured something. Before each it prints, in JMH 1.21 to 1.37,
 *
 * <pre>
 * # Threads: 1 thread, will synchronize iterations
 * # Benchmark mode: Average time, time/op
 * # Benchmark: package.Class.method
 * # Parameters: (size = 10, text = a b)
 * </pre>
 */
final class JmhLog {
  /**
   * One that was run.
   *
   * @param failure why its fork has no whole result; empty if nothing was printed about that
   */
  record Combination(BenchmarkKey key, String failure) {}

  private static final Pattern THROWN = Pattern.compile("(Exception|Error)\\b");

  /** The first comes behind the number of an iteration. */
  private static final Pattern FAILURE =
      Pattern.compile(".*<failure>|<(forked VM failed|failed to invoke the VM)\\b.*");

  private static final Pattern THREADS = Pattern.compile("# Threads: (\\d{1,9}) .*");
  private static final Pattern PARAMETER = Pattern.compile("(?:^|, )([\\w$]+) = ");
  private static final String MODE = "# Benchmark mode: ";
  private static final String BENCHMARK = "# Benchmark: ";
  private static final String PARAMETERS = "# Parameters: (";

  private final List<String> lines;

  JmhLog(List<String> lines) {
    this.lines = List.copyOf(lines);
  }

  /** All that it ran, in order. */
  List<Combination> combinations() {
    List<Combination> found = new ArrayList<>();
    String mode = "";
    int threads = 1;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher count = THREADS.matcher(line);
      if (count.matches()) {
        threads = Integer.parseInt(count.group(1));
      } else if (line.startsWith(MODE)) {
        mode = label(line.substring(MODE.length()));
      } else if (line.startsWith(BENCHMARK)) {
        String name = line.substring(BENCHMARK.length()).strip();
        BenchmarkKey key = new BenchmarkKey(name, mode, parameters(i + 1), threads);
        found.add(new Combination(key, failure(i + 1)));
      }
    }
    return found;
  }

  private static String label(String title) {
    return Stream.of(Mode.values())
        .filter(mode -> mode.title().equals(title))
        .findFirst()
        .orElse(Mode.FOREIGN)
        .label();
  }

  private SortedMap<String, String> parameters(int at) {
    SortedMap<String, String> parameters = new TreeMap<>();
    String line = at < lines.size() ? lines.get(at) : "";
    if (line.startsWith(PARAMETERS) && line.endsWith(")")) {
      String text = line.substring(PARAMETERS.length(), line.length() - 1);
      Matcher matcher = PARAMETER.matcher(text);
      String name = "";
      int from = 0;
      while (matcher.find()) {
        if (!name.isEmpty()) {
          parameters.put(name, text.substring(from, matcher.start()));
        }
        name = matcher.group(1);
        from = matcher.end();
      }
      if (!name.isEmpty()) {
        parameters.put(name, text.substring(from));
      }
    }
    return parameters;
  }

  /** What went wrong between here and the next combination; empty if nothing did. */
  private String failure(int from) {
    int to = from;
    while (to < lines.size() && !lines.get(to).startsWith(BENCHMARK)) {
      to++;
    }
    List<String> own = lines.subList(from, to);
    return own.stream().anyMatch(line -> FAILURE.matcher(line).matches()) ? cause(own) : "";
  }

  /** The line that tells most: what was thrown, else the last. */
  String cause() {
    return cause(lines);
  }

  private static String cause(List<String> some) {
    List<String> own = some.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    // JMH's header has the JVM's options, among them names of errors.
    List<String> told = own.stream().filter(line -> !line.startsWith("#")).toList();
    return Stream.concat(
            told.stream()
                .filter(line -> THROWN.matcher(line).find())
                .filter(line -> !line.startsWith("at ")),
            told.stream().filter(line -> FAILURE.matcher(line).matches()))
        .findFirst()
        .orElse(own.isEmpty() ? "no output" : own.get(own.size() - 1));
  }

  /**
   * What came of a fork.
   *
   * @param failure why there is no result at all; empty if there is one
   * @param failed why a combination has none
   */
  record ForkOutcome(String failure, SortedMap<BenchmarkKey, String> failed) {
    static ForkOutcome of(Task task, int status, Path results, JmhLog log) {
      SortedMap<BenchmarkKey, String> failed = new TreeMap<>();
      String whole = "";
      Set<BenchmarkKey> measured = new TreeSet<>();
      if (status != 0) {
        whole = "JMH ended with status " + status + ": " + log.cause();
      } else {
        try {
          Side side = SideReader.read("", List.of(results));
          measured.addAll(side.results().keySet());
          side.failures().forEach((key, each) -> failed.put(key, each.last()));
        } catch (BadInput e) {
          whole = e.getMessage();
        }
        List<JmhLog.Combination> ran = log.combinations();
        // A line break in a parameter's value makes a key that matches no result.
        boolean lacking = measured.size() < ran.size();
        for (JmhLog.Combination each : ran) {
          if (!each.failure().isEmpty()) {
            failed.put(each.key(), each.failure());
          } else if (lacking && !measured.contains(each.key())) {
            failed.putIfAbsent(each.key(), "JMH left no result");
          }
        }
      }
      measured.removeAll(failed.keySet());
      if (whole.isEmpty() && measured.isEmpty()) {
        whole =
            failed.isEmpty() ? "JMH left no result: " + log.cause() : failed.get(failed.firstKey());
      }
      if (!whole.isEmpty() && failed.isEmpty() && task.only().isPresent()) {
        failed.put(task.only().get(), whole);
      }
      return new ForkOutcome(whole, failed);
    }

    /**
     * Puts the results where they belong. Results that were kept before the gate was killed,
     * without a note, are replaced.
     */
    void keep(Path temporary, Path results) throws IOException {
      if (failure.isEmpty()) {
        Files.move(temporary, results, StandardCopyOption.REPLACE_EXISTING);
      } else if (Files.exists(temporary)) {
        Files.move(
            temporary,
            results.resolveSibling(results.getFileName() + ".rejected"),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
