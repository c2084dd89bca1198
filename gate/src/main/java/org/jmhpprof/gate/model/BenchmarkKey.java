// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.model.Metric.Direction;

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
  /** JMH's benchmark modes, by the labels of its result files. */
  public enum Mode {
    THROUGHPUT("thrpt", "Throughput", "Throughput, ops/time", Direction.HIGHER_IS_BETTER),
    AVERAGE_TIME("avgt", "AverageTime", "Average time, time/op", Direction.LOWER_IS_BETTER),
    SAMPLE_TIME("sample", "SampleTime", "Sampling time", Direction.LOWER_IS_BETTER),
    SINGLE_SHOT("ss", "SingleShotTime", "Single shot invocation time", Direction.LOWER_IS_BETTER),
    /** A word that JMH does not write: the unit alone tells the direction. */
    FOREIGN("?", "?", "?", Direction.UNKNOWN);

    private final String label;
    private final String jmhName;
    private final String title;
    private final Direction direction;

    Mode(String label, String jmhName, String title, Direction direction) {
      this.label = label;
      this.jmhName = jmhName;
      this.title = title;
      this.direction = direction;
    }

    /** JMH's short label, such as {@code avgt}. */
    public String label() {
      return label;
    }

    /** The name in JMH's API, which its command line takes too, such as {@code AverageTime}. */
    public String jmhName() {
      return jmhName;
    }

    /** What JMH prints before it runs, such as {@code Average time, time/op}. */
    public String title() {
      return title;
    }

    /** Which way the score gets better. */
    public Direction direction() {
      return direction;
    }

    /** The mode of a label; {@link #FOREIGN} where JMH has none such. */
    public static Mode of(String label) {
      for (Mode mode : values()) {
        if (mode.label.equals(label)) {
          return mode;
        }
      }
      return FOREIGN;
    }
  }

  /**
   * Short names of the benchmarks of one suite: {@code Class.method}, with as much of the package
   * in front as tells those apart that have the same class and method names.
   */
  public static final class DisplayNames {
    private static final int CLASS_AND_METHOD = 2;

    private final Map<String, String> names = new HashMap<>();

    private DisplayNames() {}

    /** The names of some benchmarks. */
    public static DisplayNames of(Collection<BenchmarkKey> keys) {
      DisplayNames all = new DisplayNames();
      Set<String> open = new HashSet<>();
      keys.forEach(key -> open.add(key.benchmark()));
      for (int words = CLASS_AND_METHOD; !open.isEmpty(); words++) {
        Map<String, Integer> uses = new HashMap<>();
        for (String name : open) {
          uses.merge(last(words, name), 1, Integer::sum);
        }
        for (String name : List.copyOf(open)) {
          String last = last(words, name);
          if (uses.get(last) == 1 || last.equals(name)) {
            all.names.put(name, last);
            open.remove(name);
          }
        }
      }
      return all;
    }

    private static String last(int words, String name) {
      int at = name.length();
      for (int i = 0; i < words && at >= 0; i++) {
        at = name.lastIndexOf('.', at - 1);
      }
      return name.substring(at + 1);
    }

    /** For people: {@code Class.method [size=10] avgt}. */
    public String of(BenchmarkKey key) {
      return key.display(names.getOrDefault(key.benchmark(), key.shortName()));
    }
  }

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
