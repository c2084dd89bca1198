// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Short names of the benchmarks of one suite: {@code Class.method}, with as much of the package in
 * front as tells those apart that have the same class and method names.
 */
public final class DisplayNames {
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
