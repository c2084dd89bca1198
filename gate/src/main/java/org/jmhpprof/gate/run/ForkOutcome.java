// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Side;

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
      // A line break in a parameter's value makes a key that is nobody's.
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
   * Puts the results where they belong. Results that were kept before the gate was killed, without
   * a note, are replaced.
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
