// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jmhpprof.cost.Labels;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkKey.Mode;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fingerprint;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Metric.Unit;

/**
 * JMH's JSON results, of 1.21 and later: an array with one object per benchmark, mode and
 * parameters.
 */
final class ResultFile {
  private static final Pattern JDK = Pattern.compile("(?:1\\.)?(\\d+).*");

  /**
   * What was counted while the clock ran grows with speed, so that it has no direction. JMH's
   * percentiles of single iterations are ours over whole forks, and otherwise their outliers.
   */
  private static final Pattern UNDIRECTED =
      Pattern.compile("gc\\.(count|time|alloc\\.rate|churn\\..*)|(.*\\u00b7)?p[01]\\.\\d+");

  private static final Set<String> OF_PAIRS = Set.of(Labels.IDLE, Labels.OPERATIONS);

  /** What a counter may be called, too. */
  static final Pattern OURS = Pattern.compile(Metric.SCORE + "(:p(50|99))?");

  /**
   * What one object holds.
   *
   * @param broken how many forks left no result, or fewer iterations than they were to run
   */
  record Content(BenchmarkResult result, int broken) {}

  private ResultFile() {}

  static List<Content> read(Path file) throws BadInput {
    Optional<BlockNote> note =
        BlockNote.exists(file)
            ? Optional.of(BlockNote.read(BlockNote.beside(file)))
            : Optional.empty();
    List<Content> results = new ArrayList<>();
    JsonText.readArray(file, element -> results.add(result(file, versioned(element), note)));
    // JMH keeps the iterations that a fork had before it threw.
    note.ifPresent(
        known -> results.removeIf(each -> known.failed().containsKey(each.result().key())));
    return results;
  }

  private static Field versioned(Field element) throws BadInput {
    Optional<Field> version = element.object().find("jmhVersion");
    return element.writtenBy(version.isPresent() ? version.get().scalar() : "");
  }

  private static Content result(Path file, Field record, Optional<BlockNote> note) throws BadInput {
    Field name = record.get("benchmark");
    if (name.text().isEmpty()) {
      throw name.unexpected("a name");
    }
    BenchmarkKey key =
        new BenchmarkKey(name.text(), record.get("mode").text(), params(record), threads(record));
    List<String> notes = new ArrayList<>();
    List<String> contradictions = new ArrayList<>();
    SortedMap<String, Series> metrics = new TreeMap<>();
    MetricReader reader =
        new MetricReader(
            new MetricReader.Path(
                file.toString(),
                note.map(BlockNote::block).orElse(0),
                note.map(BlockNote::session).orElse("")),
            metrics,
            notes);
    Field primary = record.get("primaryMetric").object();
    Direction direction = direction(key, primary.get("scoreUnit").text(), contradictions);
    int rows =
        reader.read(Metric.SCORE, primary, direction, count(record, "measurementIterations", 0));
    int forks = count(record, "forks", 1);
    int broken = rows < 0 ? 0 : Math.max(0, forks - rows);
    if (broken > 0) {
      notes.add(broken + " of " + forks + " forks left no result in " + file);
    }
    Map<String, String> secondaries = secondaries(record, reader);
    if (note.filter(BlockNote::isPaired).isPresent()) {
      PairedMetrics.costIsScore(metrics);
    }
    BenchmarkResult result =
        new BenchmarkResult(
            key,
            fingerprint(record, secondaries, note),
            metrics,
            forks > 0,
            notes,
            List.of(),
            List.of(),
            contradictions);
    return new Content(result, broken);
  }

  /** Reads them, and returns their units by name. */
  private static Map<String, String> secondaries(Field record, MetricReader reader)
      throws BadInput {
    Map<String, String> units = new TreeMap<>();
    Optional<Field> secondary = record.find("secondaryMetrics");
    if (secondary.isEmpty()) {
      return units;
    }
    for (Map.Entry<String, Field> metric : secondary.get().members().entrySet()) {
      // Up to JMH 1.36 a profiler's results begin with a middle dot.
      String name = metric.getKey().replaceFirst("^\u00b7", "");
      Field value = metric.getValue().object();
      String unit = value.get("scoreUnit").text();
      if (units.putIfAbsent(name, unit) != null) {
        throw new BadInput(metric.getValue().where() + ": a second metric of that name");
      }
      Direction direction =
          UNDIRECTED.matcher(name).matches() || OF_PAIRS.contains(name)
              ? Direction.UNKNOWN
              : new Unit(unit).direction();
      reader.read(OURS.matcher(name).matches() ? name + " (secondary)" : name, value, direction, 0);
    }
    return units;
  }

  /** The mode decides. A unit that says the opposite was not written by JMH: then nobody knows. */
  private static Direction direction(BenchmarkKey key, String unit, List<String> contradictions) {
    Direction byMode = Mode.of(key.mode()).direction();
    Direction byUnit = new Unit(unit).direction();
    if (byMode == Direction.UNKNOWN) {
      return byUnit;
    }
    if (byUnit != Direction.UNKNOWN && byUnit != byMode) {
      contradictions.add("mode " + key.mode() + " contradicts the unit " + unit);
    }
    return byMode;
  }

  private static SortedMap<String, String> params(Field record) throws BadInput {
    SortedMap<String, String> params = new TreeMap<>();
    Optional<Field> given = record.find("params");
    if (given.isPresent()) {
      for (Map.Entry<String, Field> param : given.get().members().entrySet()) {
        params.put(param.getKey(), param.getValue().scalar());
      }
    }
    return params;
  }

  private static int threads(Field record) throws BadInput {
    return Math.max(1, count(record, "threads", 1));
  }

  private static int count(Field record, String name, int otherwise) throws BadInput {
    Optional<Field> field = record.find(name);
    return field.isEmpty() ? otherwise : field.get().count();
  }

  private static Fingerprint fingerprint(
      Field record, Map<String, String> secondaries, Optional<BlockNote> note) throws BadInput {
    SortedMap<String, String> facts = new TreeMap<>();
    SortedMap<String, String> details = new TreeMap<>();
    for (String name :
        List.of(
            "jmhVersion",
            "vmName",
            "warmupIterations",
            "warmupTime",
            "warmupBatchSize",
            "measurementIterations",
            "measurementTime",
            "measurementBatchSize")) {
      put(facts, name, record.find(name));
    }
    for (String name : List.of("jdkVersion", "vmVersion", "jvm")) {
      put(details, name, record.find(name));
    }
    Matcher jdk = JDK.matcher(details.getOrDefault("jdkVersion", ""));
    if (jdk.matches()) {
      facts.put("jdk", jdk.group(1));
    }
    Optional<Field> arguments = record.find("jvmArgs");
    if (arguments.isPresent()) {
      List<String> words = new ArrayList<>();
      for (Field argument : arguments.get().items()) {
        // It decides whether JMH waits for another one, not how it measures.
        if (!argument.text().startsWith("-Djmh.ignoreLock=")) {
          words.add(argument.text());
        }
      }
      facts.put("jvmArgs", String.join(" ", words));
    }
    facts.put("profilers", Profilers.of(secondaries));
    note.ifPresent(
        known -> {
          facts.putAll(known.facts());
          details.putAll(known.details());
          String intended = details.getOrDefault(BlockNote.INTENDED, "");
          for (String name : intended.split(" ")) {
            // Told, and no obstacle.
            Optional.ofNullable(facts.remove(name)).ifPresent(fact -> details.put(name, fact));
          }
        });
    return new Fingerprint(facts, details);
  }

  private static void put(SortedMap<String, String> into, String name, Optional<Field> value)
      throws BadInput {
    if (value.isPresent()) {
      into.put(name, value.get().scalar());
    }
  }
}
