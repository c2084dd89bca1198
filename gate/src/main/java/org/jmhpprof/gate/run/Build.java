// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jmhpprof.gate.model.Renames;

/**
 * One side of a run.
 *
 * @param name base or head
 * @param directory of its results
 * @param profiles of its profiles
 * @param renames what it calls otherwise
 * @param setting how it is run, apart from what goes to both sides
 * @param intended conditions in which the sides are meant to differ, by the names of their facts
 */
public record Build(
    String name,
    BenchmarkJar jar,
    Path directory,
    Path profiles,
    Renames renames,
    Setting setting,
    Set<String> intended) {
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
      JmhOptions all = profiled ? options.without("-prof") : options;
      if (!jvmArgs.isEmpty()) {
        List<String> arguments = new ArrayList<>(all.given(APPEND));
        arguments.addAll(jvmArgs);
        all = all.without(APPEND).with(APPEND, String.join(" ", arguments));
      }
      all = all.withoutParams(params.keySet());
      for (Map.Entry<String, String> param : params.entrySet()) {
        all = all.with("-p", param.getKey() + "=" + param.getValue());
      }
      for (String profiler : profiled ? List.<String>of() : profilers) {
        all = all.with("-prof", profiler);
      }
      return all;
    }

    /**
     * The conditions in which the results of two sides then differ, by the names of their facts.
     */
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

  /** A side that is run as the other one is. */
  public Build(String name, BenchmarkJar jar, Path directory, Path profiles, Renames renames) {
    this(name, jar, directory, profiles, renames, Setting.NONE, Set.of());
  }

  BlockFiles files() {
    return new BlockFiles(directory);
  }

  /** Of the forks with the profiler. */
  BlockFiles profiled() {
    return new BlockFiles(profiles);
  }
}
