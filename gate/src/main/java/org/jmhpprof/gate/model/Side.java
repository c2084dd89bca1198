// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One of the two builds.
 *
 * @param label what the user called it: files, a directory or a jar
 * @param sources the result files read
 * @param results by benchmark
 * @param failures forks that left no result, by what they should have measured; such a benchmark
 *     may have results of other forks
 * @param absent why a benchmark, by JMH's full name, has no results where that is known: none of
 *     its forks came as far as a combination of its parameters, the jar does not have it, or the
 *     run ended before it
 */
public record Side(
    String label,
    List<String> sources,
    SortedMap<BenchmarkKey, BenchmarkResult> results,
    SortedMap<BenchmarkKey, Failures> failures,
    SortedMap<String, String> absent) {
  /**
   * Forks of one combination of benchmark, mode and parameters that left no result.
   *
   * @param count how many
   * @param last why the last of them did not
   */
  public record Failures(int count, String last) {
    public static final Failures NONE = new Failures(0, "");

    /** These and more. */
    public Failures and(Failures more) {
      return new Failures(count + more.count, more.last.isEmpty() ? last : more.last);
    }
  }

  /** Why a benchmark is absent that the other side's jar has. */
  public static final String NOT_IN_JAR = "not in the jar";

  /** Why a benchmark is absent that was to be measured. */
  public static final String NOT_REACHED = "not measured, the run ended before";

  public Side {
    sources = List.copyOf(sources);
    results = Collections.unmodifiableSortedMap(new TreeMap<>(results));
    failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
    absent = Collections.unmodifiableSortedMap(new TreeMap<>(absent));
  }

  /** A side without failures. */
  public Side(
      String label,
      List<String> sources,
      SortedMap<BenchmarkKey, BenchmarkResult> results,
      SortedMap<String, String> absent) {
    this(label, sources, results, new TreeMap<>(), absent);
  }

  /** A side of which nothing is known. */
  public static Side empty(String label) {
    return new Side(label, List.of(), new TreeMap<>(), new TreeMap<>());
  }

  /** The same that also lacks some benchmarks, all for one reason. */
  public Side withAbsent(Collection<String> names, String why) {
    SortedMap<String, String> more = new TreeMap<>(absent);
    names.forEach(name -> more.put(name, why));
    return new Side(label, sources, results, failures, more);
  }

  /**
   * The same that also lacks what only the other build's jar has.
   *
   * @param own benchmarks of this build
   * @param others those of the other one
   */
  public Side lacking(Collection<String> own, Collection<String> others) {
    SortedSet<String> only = new TreeSet<>(others);
    only.removeAll(own);
    return withAbsent(only, NOT_IN_JAR);
  }

  /** What it has of some combinations of benchmark, mode and parameters; all that is absent. */
  public Side onlyKeys(Predicate<BenchmarkKey> meant) {
    SortedMap<BenchmarkKey, BenchmarkResult> fewer = new TreeMap<>(results);
    fewer.keySet().removeIf(meant.negate());
    SortedMap<BenchmarkKey, Failures> failed = new TreeMap<>(failures);
    failed.keySet().removeIf(meant.negate());
    return new Side(label, sources, fewer, failed, absent);
  }

  /** What it has of some benchmarks, which are chosen by their full names. */
  public Side only(Predicate<String> meant) {
    Side fewer = onlyKeys(key -> meant.test(key.benchmark()));
    SortedMap<String, String> lacking = new TreeMap<>(absent);
    lacking.keySet().removeIf(name -> !meant.test(name));
    return new Side(label, sources, fewer.results, fewer.failures, lacking);
  }

  /** Every benchmark that was measured or tried. */
  public SortedSet<String> tried() {
    SortedSet<String> names = new TreeSet<>(absent.keySet());
    results.keySet().forEach(key -> names.add(key.benchmark()));
    failures.keySet().forEach(key -> names.add(key.benchmark()));
    return names;
  }
}
