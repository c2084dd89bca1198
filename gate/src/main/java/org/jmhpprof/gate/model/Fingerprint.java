// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Under what conditions something was measured: JDK, flags, warmup, CPU, cores.
 *
 * @param facts what has to be equal for a fair comparison, by name; a fact that is not known is not
 *     there
 * @param details what is only told, by name
 */
public record Fingerprint(SortedMap<String, String> facts, SortedMap<String, String> details) {
  public static final Fingerprint UNKNOWN =
      new Fingerprint(Collections.emptySortedMap(), Collections.emptySortedMap());

  public Fingerprint {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
  }

  /**
   * The facts known to both that differ, as {@code jdk: 17 / 21}. What only one side knows is not a
   * difference.
   */
  public List<String> differences(Fingerprint other) {
    return differences(facts, other.facts);
  }

  /** The details known to both that differ, likewise. */
  public List<String> otherDetails(Fingerprint other) {
    return differences(details, other.details);
  }

  private static List<String> differences(
      SortedMap<String, String> mine, SortedMap<String, String> others) {
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, String> fact : mine.entrySet()) {
      String theirs = others.get(fact.getKey());
      if (theirs != null && !theirs.equals(fact.getValue())) {
        found.add(fact.getKey() + ": " + fact.getValue() + " / " + theirs);
      }
    }
    return found;
  }

  /** What is equal in both. */
  public Fingerprint common(Fingerprint other) {
    return new Fingerprint(shared(facts, other.facts), shared(details, other.details));
  }

  private static SortedMap<String, String> shared(
      SortedMap<String, String> mine, SortedMap<String, String> theirs) {
    SortedMap<String, String> shared = new TreeMap<>(mine);
    shared.entrySet().retainAll(theirs.entrySet());
    return shared;
  }
}
