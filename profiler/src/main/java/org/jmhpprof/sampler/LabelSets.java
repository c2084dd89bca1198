// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Combinations of labels, each with a number. No two numbers stand for the same labels, and none
 * ever changes its meaning. 0 stands for no label.
 *
 * <p>Any thread may ask. Who asks for a pair that is known allocates nothing.
 */
final class LabelSets {
  /** The largest number; {@code label.h}. */
  static final int MOST = 4095;

  /** Where the number is in a tag; {@code label.h}. */
  static final int SHIFT = 4;

  private static final Set<String> OURS = Set.of("thread", "carrier", "fork", "phase", "state");

  /** By number, key and value: the number with that label. */
  private final Map<Integer, Map<String, Map<String, Integer>>> with = new ConcurrentHashMap<>();

  // Guarded by this.
  private final Map<SortedMap<String, String>, Integer> numbers = new HashMap<>();
  private final Map<Integer, SortedMap<String, String>> sets = new HashMap<>();
  private boolean full;
  private boolean refused;

  LabelSets() {
    numbers.put(Collections.emptySortedMap(), 0);
    sets.put(0, Collections.emptySortedMap());
  }

  /** The number of a combination with one more label, or with another value of its key. */
  int with(int number, String key, String value) {
    Map<String, Map<String, Integer>> byKey = with.get(number);
    Map<String, Integer> byValue = byKey == null ? null : byKey.get(key);
    Integer known = byValue == null ? null : byValue.get(value);
    return known == null ? learn(number, key, value) : known;
  }

  private synchronized int learn(int number, String key, String value) {
    if (OURS.contains(key) || key.isEmpty() || value.isEmpty()) {
      refused = true;
      return number;
    }
    SortedMap<String, String> labels = new TreeMap<>(sets.get(number));
    labels.put(key, value);
    Integer found = numbers.get(labels);
    if (found == null) {
      if (numbers.size() > MOST) {
        full = true;
        return number;
      }
      found = numbers.size();
      numbers.put(labels, found);
      sets.put(found, Collections.unmodifiableSortedMap(labels));
    }
    with.computeIfAbsent(number, n -> new ConcurrentHashMap<>())
        .computeIfAbsent(key, k -> new ConcurrentHashMap<>())
        .put(value, found);
    return found;
  }

  synchronized SortedMap<String, String> labels(int number) {
    return sets.getOrDefault(number, Collections.emptySortedMap());
  }

  /** What was left out, a line each. */
  synchronized List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (full) {
      remarks.add(
          "there are more than " + MOST + " combinations of labels: later ones are left out");
    }
    if (refused) {
      remarks.add(
          "a label has the key thread, carrier, fork, phase or state, or is empty: such labels are"
              + " left out");
    }
    return remarks;
  }
}
