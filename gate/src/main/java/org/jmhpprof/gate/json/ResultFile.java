// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jmhpprof.cost.Labels;
import org.jmhpprof.gate.json.JmhResult.Scores;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkKey.Mode;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fingerprint;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Metric.Unit;

/**
 * JMH's JSON results, of 1.21 and later: an array with one object per benchmark, mode and
 * parameters.
 */
final class ResultFile {
  /** For values that others follow. */
  private static final ObjectReader ELEMENTS =
      JsonText.STRICT.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * What was counted while the clock ran grows with speed, so that it has no direction. JMH's
   * percentiles of single iterations are ours over whole forks, and otherwise their outliers.
   */
  private static final Pattern UNDIRECTED =
      Pattern.compile("gc\\.(count|time|alloc\\.rate|churn\\..*)|(.*\\u00b7)?p[01]\\.\\d+");

  /** Share of the median iteration's operations, below which an iteration does not count. */
  private static final double FEWEST_OPERATIONS = 0.25;

  private static final Set<String> OF_PAIRS = Set.of(Labels.IDLE, Labels.OPERATIONS);

  /** What a counter may be called, too. */
  private static final Pattern OURS = Pattern.compile(Metric.SCORE + "(:p(50|99))?");

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
    readArray(
        file,
        (where, element) -> results.add(result(file, where, JmhResult.of(where, element), note)));
    // JMH keeps the iterations that a fork had before it threw.
    note.ifPresent(
        known -> results.removeIf(each -> known.failed().containsKey(each.result().key())));
    return results;
  }

  /** What reads the elements of an array, one at a time. */
  @FunctionalInterface
  interface ElementReader {
    /** Reads one, which stands at {@code file.json[3]}. */
    void read(String where, JsonNode element) throws BadInput;
  }

  /** Reads a file that must be an array, however long, element by element. */
  static void readArray(Path file, ElementReader reader) throws BadInput {
    try (JsonParser parser = JsonText.STRICT.createParser(file.toFile())) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_ARRAY) {
        throw new BadInput(
            file + ": not a JMH result file: " + (first == null ? "empty" : "no JSON array"));
      }
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        JsonNode element = ELEMENTS.readTree(parser);
        if (element == null) {
          throw new BadInput(file + ": cut off: its array has no end");
        }
        reader.read(file + "[" + i + "]", element);
      }
      if (parser.nextToken() != null) {
        throw new BadInput(file + ": something follows the array");
      }
    } catch (IOException e) {
      throw JsonText.unreadable(file, e);
    }
  }

  private static Content result(Path file, String where, JmhResult record, Optional<BlockNote> note)
      throws BadInput {
    BenchmarkKey key = record.key();
    List<String> notes = new ArrayList<>();
    List<String> contradictions = new ArrayList<>();
    SortedMap<String, Series> metrics = new TreeMap<>();
    MetricReader reader =
        new MetricReader(
            file.toString(),
            note.map(BlockNote::block).orElse(0),
            note.map(BlockNote::session).orElse(""),
            metrics,
            notes);
    Scores primary = record.primaryMetric();
    Direction direction = direction(key, primary.scoreUnit(), contradictions);
    int iterations = Optional.ofNullable(record.measurementIterations()).orElse(0);
    int rows = reader.read(Metric.SCORE, primary, direction, iterations);
    int forks = Optional.ofNullable(record.forks()).orElse(1);
    int broken = rows < 0 ? 0 : Math.max(0, forks - rows);
    if (broken > 0) {
      notes.add(broken + " of " + forks + " forks left no result in " + file);
    }
    readSecondaries(where, record, reader);
    if (note.filter(BlockNote::isPaired).isPresent()) {
      costIsScore(metrics);
    }
    BenchmarkResult result =
        new BenchmarkResult(
            key,
            fingerprint(record, note),
            metrics,
            forks > 0,
            notes,
            List.of(),
            List.of(),
            contradictions);
    return new Content(result, broken);
  }

  private static void readSecondaries(String where, JmhResult record, MetricReader reader)
      throws BadInput {
    Set<String> known = new TreeSet<>();
    for (Map.Entry<String, Scores> metric : record.secondaryMetrics().entrySet()) {
      String name = JmhResult.plainName(metric.getKey());
      if (!known.add(name)) {
        throw new BadInput(
            where + ".secondaryMetrics." + metric.getKey() + ": a second metric of that name");
      }
      Direction direction =
          UNDIRECTED.matcher(name).matches() || OF_PAIRS.contains(name)
              ? Direction.UNKNOWN
              : new Unit(metric.getValue().scoreUnit()).direction();
      String ours = OURS.matcher(name).matches() ? name + " (secondary)" : name;
      reader.read(ours, metric.getValue(), direction, 0);
    }
  }

  /**
   * The mode decides. JMH does not write a unit that says the opposite: the two contradict each
   * other.
   */
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

  private static Fingerprint fingerprint(JmhResult record, Optional<BlockNote> note) {
    SortedMap<String, String> facts = record.facts();
    SortedMap<String, String> details = record.details();
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

  /**
   * Makes the CPU time of an operation the score. The time by the clock depends on the other fork,
   * too, so that it gets another name and no direction.
   */
  private static void costIsScore(SortedMap<String, Series> metrics) {
    for (String name : List.copyOf(metrics.keySet())) {
      if (OURS.matcher(name).matches()) {
        Series clock = metrics.remove(name);
        String renamed = name.replaceFirst(Metric.SCORE, "wall");
        metrics.put(
            renamed,
            new Series(
                new Metric(renamed, clock.metric().unit(), Direction.UNKNOWN), clock.forks()));
      }
    }
    Series cost = metrics.remove(Labels.COST);
    Series operations = metrics.get(Labels.OPERATIONS);
    List<Fork> forks = new ArrayList<>();
    for (int i = 0; cost != null && operations != null && i < cost.forks().size(); i++) {
      forks.add(wherePossible(cost.forks().get(i), operations.forks().get(i).iterations()));
    }
    Metric score = new Metric(Metric.SCORE, "ns/op", Direction.LOWER_IS_BETTER);
    metrics.put(Metric.SCORE, new Series(score, forks));
  }

  /**
   * Without the iterations in which the loop hardly ran since others had the processor: what is
   * spent once an iteration then weighs too much.
   */
  private static Fork wherePossible(Fork costs, List<Double> operations) {
    List<Double> sorted = operations.stream().sorted().toList();
    double median = sorted.get(sorted.size() / 2);
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      if (operations.get(i) >= FEWEST_OPERATIONS * median) {
        kept.add(costs.iterations().get(i));
      }
    }
    return new Fork(costs.source(), costs.index(), costs.block(), costs.session(), kept);
  }
}
