// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one side has and the other need not have.
 *
 * @param jvmArgs after all other arguments of its JVM
 * @param params values of parameters
 * @param profilers JMH's, with their options
 * @param slowDown share of an operation's cost that is added to it, in pairs; 0 for none
 */
public record Setting(
    List<String> jvmArgs,
    SortedMap<String, String> params,
    List<String> profilers,
    double slowDown) {
  public static final Setting NONE = new Setting(List.of(), new TreeMap<>(), List.of(), 0);

  private static final String APPEND = "-jvmArgsAppend";

  public Setting {
    jvmArgs = List.copyOf(jvmArgs);
    params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
    profilers = List.copyOf(profilers);
  }

  /**
   * JMH's options for this side.
   *
   * @param profiled whether the gate's own profiler runs, and no other
   */
  JmhOptions addTo(JmhOptions options, boolean profiled) {
    List<String> words =
        new ArrayList<>(profiled ? options.without("-prof").words() : options.words());
    if (!jvmArgs.isEmpty()) {
      List<String> all = new ArrayList<>(new JmhOptions(words).given(APPEND));
      all.addAll(jvmArgs);
      words = new ArrayList<>(new JmhOptions(words).without(APPEND).words());
      words.addAll(List.of(APPEND, String.join(" ", all)));
    }
    if (!params.isEmpty()) {
      words = new ArrayList<>(new JmhOptions(words).withoutParams(params.keySet()).words());
      for (var param : params.entrySet()) {
        words.addAll(List.of("-p", param.getKey() + "=" + param.getValue()));
      }
    }
    if (!profiled) {
      for (String profiler : profilers) {
        words.addAll(List.of("-prof", profiler));
      }
    }
    return new JmhOptions(words);
  }

  /** The conditions in which the results of two sides then differ, by the names of their facts. */
  public Set<String> differences(Setting other) {
    SortedSet<String> names = new TreeSet<>();
    if (!jvmArgs.equals(other.jvmArgs)) {
      names.add("jvmArgs");
    }
    if (!profilers.equals(other.profilers)) {
      names.add("profilers");
    }
    return names;
  }

  /** For people, and for what has to be equal when a run goes on. */
  public String text() {
    List<String> parts = new ArrayList<>(jvmArgs);
    params.forEach((name, value) -> parts.add(name + "=" + value));
    profilers.forEach(profiler -> parts.add("-prof " + profiler));
    if (slowDown > 0) {
      parts.add("slowed down by " + slowDown);
    }
    return String.join(" ", parts);
  }
}
