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
  /** Every JDK with each clock that can be had. */
  public static List<Setting> all() throws IOException {
    List<Setting> all = new ArrayList<>();
    List<String> clocks = PerfEvents.seeTheKernel() ? List.of("perf", "timer") : List.of("timer");
    for (Path jdk : JmhRun.jdks()) {
      for (String clock : clocks) {
        all.add(new Setting(jdk, JmhRun.feature(jdk), clock));
      }
    }
    return all;
  }

  /** Whether no other clock here takes as many stacks. */
  public boolean takesMostStacks() throws IOException {
    return clock.equals("perf") || !PerfEvents.seeTheKernel();
  }

  String column() {
    return "JDK " + feature + ", " + clock;
  }

  @Override
  public String toString() {
    return column();
  }
}
