// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.jmh.JmhRun;

/** A JVM and a clock. */
public record Setting(Path jdk, int feature, String clock) {
  /** Every JDK with each clock. */
  public static List<Setting> all() throws IOException {
    List<Setting> all = new ArrayList<>();
    for (Path jdk : JmhRun.jdks()) {
      for (String clock : List.of("perf", "timer")) {
        all.add(new Setting(jdk, JmhRun.feature(jdk), clock));
      }
    }
    return all;
  }

  String column() {
    return "JDK " + feature + ", " + clock;
  }

  @Override
  public String toString() {
    return column();
  }
}
