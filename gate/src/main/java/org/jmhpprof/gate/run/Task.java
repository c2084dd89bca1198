// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkKey.Mode;
import org.jmhpprof.gate.model.Renames;

/**
 * What one invocation of JMH measures: a benchmark with all its parameters and modes, or one
 * combination of them.
 *
 * @param benchmark JMH's full name
 * @param only the one combination; empty for all
 */
public record Task(String benchmark, Optional<BenchmarkKey> only) implements Comparable<Task> {
  /**
   * Values that -p cannot give: a comma separates values, and up to JMH 1.36 there is exactly one
   * equals sign with something behind it.
   */
  private static final Pattern UNSAYABLE = Pattern.compile("[,=]|^$");

  /** All parameters and modes. */
  public static Task all(String benchmark) {
    return new Task(benchmark, Optional.empty());
  }

  /** Only these parameters and this mode, if JMH's command line can say so. */
  public static Task only(BenchmarkKey key) {
    boolean sayable = key.params().values().stream().noneMatch(UNSAYABLE.asPredicate());
    return new Task(key.benchmark(), sayable ? Optional.of(key) : Optional.empty());
  }

  /** The same in a build that calls it otherwise. */
  Task inBuildWith(Renames renames) {
    return new Task(renames.oldName(benchmark), only.map(renames::oldKey));
  }

  /** A name for people and files. */
  public String label() {
    return only.map(key -> key.benchmark() + "-" + key.mode() + params(key)).orElse(benchmark);
  }

  private static String params(BenchmarkKey key) {
    return key.params().isEmpty() ? "" : key.params().toString();
  }

  @Override
  public int compareTo(Task other) {
    int byName = benchmark.compareTo(other.benchmark);
    return byName != 0 ? byName : key().compareTo(other.key());
  }

  private BenchmarkKey key() {
    SortedMap<String, String> none = new TreeMap<>();
    return only.orElse(new BenchmarkKey(benchmark, "", none, 1));
  }

  List<String> arguments(JmhOptions options) {
    List<String> arguments = new ArrayList<>();
    arguments.add("^" + Pattern.quote(benchmark) + "$");
    if (only.isEmpty()) {
      arguments.addAll(options.words());
      return arguments;
    }
    BenchmarkKey key = only.get();
    JmhOptions rest = options;
    if (!key.params().isEmpty()) {
      rest = rest.without("-p");
      for (Map.Entry<String, String> param : key.params().entrySet()) {
        arguments.add("-p");
        arguments.add(param.getKey() + "=" + param.getValue());
      }
    }
    if (Mode.of(key.mode()) != Mode.FOREIGN) {
      rest = rest.without("-bm");
      arguments.add("-bm");
      arguments.add(key.mode());
    }
    arguments.addAll(rest.words());
    return arguments;
  }
}
