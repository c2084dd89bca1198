// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What makes two results the same measurement.
 *
 * @param benchmark JMH's full name, {@code package.Class.method}
 * @param mode JMH's short label, {@code avgt}, {@code thrpt}, {@code sample}, {@code ss}, or what a
 *     foreign writer put there
 * @param params values by name, sorted; empty where there are none
 * @param threads worker threads, at least 1
 */
public record BenchmarkKey(
    String benchmark, String mode, SortedMap<String, String> params, int threads)
    implements Comparable<BenchmarkKey> {
  private static final Comparator<BenchmarkKey> ORDER =
      Comparator.comparing(BenchmarkKey::benchmark)
          .thenComparing(key -> key.params.toString())
          .thenComparing(BenchmarkKey::mode)
          .thenComparingInt(BenchmarkKey::threads);

  public BenchmarkKey {
    params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
  }

  @Override
  public int compareTo(BenchmarkKey other) {
    return ORDER.compare(this, other);
  }

  /** Without the package: {@code Class.method}. */
  public String shortName() {
    int method = benchmark.lastIndexOf('.');
    int owner = method < 0 ? -1 : benchmark.lastIndexOf('.', method - 1);
    return benchmark.substring(owner + 1);
  }

  /** For people: {@code Class.method [size=10] avgt}. */
  public String display() {
    return display(shortName());
  }

  /** With the package. */
  public String full() {
    return display(benchmark);
  }

  /** The same under another name of class and method. */
  String display(String name) {
    StringBuilder text = new StringBuilder(name);
    if (!params.isEmpty()) {
      String separator = " [";
      for (Map.Entry<String, String> param : params.entrySet()) {
        text.append(separator).append(param.getKey()).append('=').append(param.getValue());
        separator = ", ";
      }
      text.append(']');
    }
    if (!mode.isEmpty()) {
      text.append(' ').append(mode);
    }
    return threads == 1 ? text.toString() : text + " x" + threads;
  }
}
