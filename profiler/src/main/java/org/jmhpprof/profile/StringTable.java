// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The strings of a profile, each once, in the order of first use. String 0 is the empty one. */
final class StringTable {
  private final Map<String, Integer> indices = new LinkedHashMap<>();

  StringTable() {
    indices.put("", 0);
  }

  /** The index of a string, which gets the next one if it is new. */
  int index(String string) {
    Integer known = indices.putIfAbsent(string, indices.size());
    return known == null ? indices.size() - 1 : known;
  }

  /** All strings, by index. */
  Collection<String> strings() {
    return Collections.unmodifiableCollection(indices.keySet());
  }
}
