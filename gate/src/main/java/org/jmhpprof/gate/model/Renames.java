// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.model.Side.Failures;

/**
 * What was called otherwise in base.
 *
 * @param newNames new full names of methods, classes or packages by their old ones
 */
public record Renames(SortedMap<String, String> newNames) {
  public static final Renames NONE = new Renames(new TreeMap<>());

  public Renames {
    newNames = new TreeMap<>(newNames);
  }

  /** The same for these benchmarks alone, and for nothing else that is called like them. */
  public Renames of(Collection<String> benchmarks) {
    SortedMap<String, String> exact = new TreeMap<>();
    for (String name : benchmarks) {
      if (!newName(name).equals(name)) {
        exact.put(name, newName(name));
      }
    }
    return new Renames(exact);
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

  /** The key under the benchmark's new name. */
  public BenchmarkKey newKey(BenchmarkKey key) {
    return new BenchmarkKey(newName(key.benchmark()), key.mode(), key.params(), key.threads());
  }

  /** The key under the benchmark's old name. */
  public BenchmarkKey oldKey(BenchmarkKey key) {
    return new BenchmarkKey(oldName(key.benchmark()), key.mode(), key.params(), key.threads());
  }

  /** A side of the old build under the new names. */
  public Side apply(Side side) {
    if (newNames.isEmpty()) {
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
