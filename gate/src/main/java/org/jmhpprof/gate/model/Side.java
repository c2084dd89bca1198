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
 */
public record Side(
    String label, List<String> sources, SortedMap<BenchmarkKey, BenchmarkResult> results) {
  public Side {
    sources = List.copyOf(sources);
    results = Collections.unmodifiableSortedMap(new TreeMap<>(results));
  }
}
