// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One of the two builds.
 *
 * @param label what the user called it: files, a directory or a jar
 * @param sources the result files read
 * @param results by benchmark
 * @param absent why a benchmark, by JMH's full name, has no results where that is known: it failed,
 *     the jar does not have it, or the run ended before it
 */
public record Side(
    String label,
    List<String> sources,
    SortedMap<BenchmarkKey, BenchmarkResult> results,
    SortedMap<String, String> absent) {
  /** Why a benchmark is absent that the other side's jar has. */
  public static final String NOT_IN_JAR = "not in the jar";

  /** Why a benchmark is absent that was to be measured. */
  public static final String NOT_REACHED = "not measured, the run ended before";

  public Side {
    sources = List.copyOf(sources);
    results = Collections.unmodifiableSortedMap(new TreeMap<>(results));
    absent = Collections.unmodifiableSortedMap(new TreeMap<>(absent));
  }
}
