// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.ArrayList;
import java.util.List;

/** The comments of a profile: pairs, each on one line. */
final class Comments {
  private final List<String> lines = new ArrayList<>();

  void add(String key, Object value) {
    lines.add(key + "=" + OneLine.of(String.valueOf(value)));
  }

  List<String> lines() {
    return lines;
  }
}
