// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which benchmarks each build has, by their full names in head.
 *
 * @param inBase those of the old build
 * @param inHead those of the new one
 */
record Benchmarks(Set<String> inBase, Set<String> inHead) {
  /** What can be compared. */
  Set<String> common() {
    Set<String> common = new TreeSet<>(inBase);
    common.retainAll(inHead);
    return common;
  }

  Set<String> onlyInBase() {
    return without(inBase, inHead);
  }

  Set<String> onlyInHead() {
    return without(inHead, inBase);
  }

  private static Set<String> without(Set<String> names, Set<String> others) {
    Set<String> rest = new TreeSet<>(names);
    rest.removeAll(others);
    return rest;
  }
}
