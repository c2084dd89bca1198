// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jmhpprof.gate.model.Side.Failures;

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

  /**
   * What was called otherwise in base.
   *
   * @param newNames new full names of methods, classes or packages by their old ones
   * @param params parameters by name of which two values are compared
   */
  public record Renames(SortedMap<String, String> newNames, SortedMap<String, Param> params) {
    public static final Renames NONE = new Renames(new TreeMap<>());

    /** The values that are compared. */
    public record Param(String base, String head) {}

    public Renames {
      newNames = Collections.unmodifiableSortedMap(new TreeMap<>(newNames));
      params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
    }

    public Renames(SortedMap<String, String> newNames) {
      this(newNames, new TreeMap<>());
    }

    /** The same that also compares different values of parameters. */
    public Renames withParams(SortedMap<String, Param> more) {
      return new Renames(newNames, more);
    }

    /** The same for these benchmarks alone, and for nothing else that is called like them. */
    public Renames of(Collection<String> benchmarks) {
      SortedMap<String, String> exact = new TreeMap<>();
      for (String name : benchmarks) {
        if (!newName(name).equals(name)) {
          exact.put(name, newName(name));
        }
      }
      return new Renames(exact, params);
    }

    /** The new name of a function or a class: by the longest old name that it is or lies in. */
    public String newName(String name) {
      return renamed(name, newNames);
    }

    /** The old name, likewise. */
    public String oldName(String name) {
      SortedMap<String, String> oldNames = new TreeMap<>();
      newNames.forEach((before, after) -> oldNames.put(after, before));
      return renamed(name, oldNames);
    }

    private static String renamed(String name, SortedMap<String, String> names) {
      String longest = "";
      for (String from : names.keySet()) {
        if (from.length() > longest.length() && isOrLiesIn(name, from)) {
          longest = from;
        }
      }
      return longest.isEmpty() ? name : names.get(longest) + name.substring(longest.length());
    }

    private static boolean isOrLiesIn(String name, String outer) {
      return name.startsWith(outer)
          && (name.length() == outer.length() || ".$".indexOf(name.charAt(outer.length())) >= 0);
    }

    /** The key as head has it. */
    public BenchmarkKey newKey(BenchmarkKey key) {
      SortedMap<String, String> values = new TreeMap<>(key.params());
      params.forEach((name, value) -> values.replace(name, value.base, value.head));
      return new BenchmarkKey(newName(key.benchmark()), key.mode(), values, key.threads());
    }

    /** The key as base has it. */
    public BenchmarkKey oldKey(BenchmarkKey key) {
      SortedMap<String, String> values = new TreeMap<>(key.params());
      params.forEach((name, value) -> values.replace(name, value.head, value.base));
      return new BenchmarkKey(oldName(key.benchmark()), key.mode(), values, key.threads());
    }

    /** A side of the old build under the new names. */
    public Side apply(Side side) {
      if (newNames.isEmpty() && params.isEmpty()) {
        return side;
      }
      SortedMap<BenchmarkKey, BenchmarkResult> results = new TreeMap<>();
      side.results().forEach((key, result) -> results.put(newKey(key), result.under(newKey(key))));
      SortedMap<BenchmarkKey, Failures> failures = new TreeMap<>();
      side.failures().forEach((key, each) -> failures.put(newKey(key), each));
      SortedMap<String, String> absent = new TreeMap<>();
      side.absent().forEach((name, why) -> absent.put(newName(name), why));
      return new Side(side.label(), side.sources(), results, failures, absent);
    }

    /** As text, for what has to be equal when a run goes on. */
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (Map.Entry<String, String> each : newNames.entrySet()) {
        text.append(text.isEmpty() ? "" : ", ").append(each.getKey());
        text.append(" -> ").append(each.getValue());
      }
      return text.toString();
    }
  }
}
