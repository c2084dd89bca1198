// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.json.Manifest.Digest;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Unit;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.Side.Failures;

/** Reads all result files of one side and puts together what belongs to the same benchmark. */
public final class SideReader {
  private final SortedMap<BenchmarkKey, BenchmarkResult> results = new TreeMap<>();
  private final SortedMap<BenchmarkKey, Failures> failures = new TreeMap<>();

  /** Of forks that came to none of their benchmark's combinations of mode and parameters. */
  private final SortedMap<String, Failures> wholeFailures = new TreeMap<>();

  private final List<String> sources = new ArrayList<>();
  private final Map<String, Path> byContent = new HashMap<>();

  private SideReader() {}

  /**
   * Reads a side.
   *
   * @param label what the user called it
   * @param paths files, or directories whose {@code .json} files are all read
   * @throws BadInput if one cannot be read or is not a JMH result file
   */
  public static Side read(String label, List<Path> paths) throws BadInput {
    SideReader reader = new SideReader();
    for (Path path : paths) {
      reader.add(path);
    }
    return reader.side(label);
  }

  private void add(Path path) throws BadInput {
    if (!Files.isDirectory(path)) {
      addFile(path);
      if (BlockNote.exists(path)) {
        addFailure(BlockNote.beside(path));
      }
      return;
    }
    try (Stream<Path> walk = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> files = walk.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      for (Path file : files) {
        if (file.toString().endsWith(BlockNote.SUFFIX)) {
          addFailure(file);
        } else if (!file.endsWith(Manifest.FILE)) {
          addFile(file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new BadInput(path + ": cannot be read: " + e);
    }
  }

  private void addFailure(Path file) throws BadInput {
    BlockNote note = BlockNote.read(file);
    note.failed().forEach((key, why) -> fail(key, 1, why));
    if (!note.failure().isEmpty() && note.failed().isEmpty()) {
      wholeFailures.merge(note.benchmark(), new Failures(1, note.failure()), Failures::and);
    }
  }

  private void fail(BenchmarkKey key, int count, String why) {
    failures.merge(key, new Failures(count, why), Failures::and);
  }

  private void addFile(Path file) throws BadInput {
    Path twin = byContent.putIfAbsent(Digest.of(file), file);
    if (twin != null) {
      throw new BadInput(file + ": the same results as " + twin + ", given twice");
    }
    for (ResultFile.Content content : ResultFile.read(file)) {
      BenchmarkResult result = content.result();
      results.merge(result.key(), result, SideReader::merge);
      if (content.broken() > 0) {
        fail(result.key(), content.broken(), "no result, or fewer iterations, in " + file);
      }
    }
    sources.add(file.toString());
  }

  private static BenchmarkResult merge(BenchmarkResult first, BenchmarkResult second) {
    List<String> mixed = new ArrayList<>(first.mixed());
    for (String difference : first.fingerprint().differences(second.fingerprint())) {
      if (!mixed.contains(difference)) {
        mixed.add(difference);
      }
    }
    List<String> conflicts = both(first.conflicts(), second.conflicts());
    twice(first, second).ifPresent(conflicts::add);
    SortedMap<String, Series> metrics = new TreeMap<>(first.metrics());
    for (Series more : second.metrics().values()) {
      metrics.merge(more.metric().name(), more, (a, b) -> append(a, b, conflicts));
    }
    return new BenchmarkResult(
        first.key(),
        first.fingerprint(),
        metrics,
        first.forked() && second.forked(),
        both(first.notes(), second.notes()),
        mixed,
        conflicts,
        both(first.contradictions(), second.contradictions()));
  }

  /** Two JVMs do not measure the same to the last digit, iteration by iteration. */
  private static Optional<String> twice(BenchmarkResult first, BenchmarkResult second) {
    Set<List<Double>> known = new HashSet<>();
    first.metrics().get(Metric.SCORE).forks().forEach(fork -> known.add(fork.iterations()));
    return second.metrics().get(Metric.SCORE).forks().stream()
        .filter(fork -> fork.iterations().stream().distinct().count() > 2)
        .filter(fork -> known.contains(fork.iterations()))
        .findFirst()
        .map(fork -> "fork " + fork.index() + " of " + fork.source() + " is there twice");
  }

  private static Series append(Series first, Series second, List<String> conflicts) {
    Unit unit = new Unit(first.metric().unit());
    Unit other = new Unit(second.metric().unit());
    if (other.factorTo(unit).isEmpty()) {
      String conflict = first.metric().name() + " is in " + unit.text() + " and in " + other.text();
      if (!conflicts.contains(conflict)) {
        conflicts.add(conflict);
      }
      return first;
    }
    List<Fork> forks = new ArrayList<>(first.forks());
    double factor = other.factorTo(unit).getAsDouble();
    for (Fork fork : second.forks()) {
      forks.add(fork.scaled(factor));
    }
    return new Series(first.metric(), forks);
  }

  private static List<String> both(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream())
        .distinct()
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private Side side(String label) {
    SortedMap<String, String> absent = new TreeMap<>();
    wholeFailures.forEach(
        (benchmark, each) -> {
          Set<BenchmarkKey> keys = keys(benchmark);
          keys.forEach(key -> failures.merge(key, each, Failures::and));
          if (keys.isEmpty()) {
            absent.put(benchmark, each.last());
          }
        });
    return new Side(label, sources, results, failures, absent);
  }

  /** What is known of a benchmark's combinations. */
  private Set<BenchmarkKey> keys(String benchmark) {
    return Stream.concat(results.keySet().stream(), failures.keySet().stream())
        .filter(key -> key.benchmark().equals(benchmark))
        .collect(Collectors.toSet());
  }
}
