// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.nio.file.Path;
import java.util.Set;
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
