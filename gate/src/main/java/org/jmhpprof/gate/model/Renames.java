// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.model.Side.Failures;

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
