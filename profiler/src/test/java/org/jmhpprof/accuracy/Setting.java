// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.jmh.JmhRun;

/** A JVM and a clock. */
public record Setting(Path jdk, int feature, String clock) {
  /** Every JDK with each clock that is granted to the user who runs the tests. */
  public static List<Setting> all() throws IOException {
    List<String> clocks = PerfEvents.seeTheKernel() ? List.of("perf", "timer") : List.of("timer");
    List<Setting> all = new ArrayList<>();
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

  /** A user, and how that user starts JMH. */
  record User(String name, Forks.Launch launch) {}

  /** Somebody else than root, where root runs the tests. */
  static final User NOBODY = new User("ordinary user", JmhRun::asNobody);

  /** Those to whom the clock is granted. */
  List<User> users() throws IOException {
    List<User> users = new ArrayList<>();
    if (isRoot()) {
      users.add(new User("root", JmhRun::of));
    }
    if (!clock.equals("perf") || PerfEvents.seeTheKernelForAll()) {
      users.add(isRoot() ? NOBODY : new User(NOBODY.name(), JmhRun::of));
    }
    return users;
  }

  public static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  String column() {
    return "JDK " + feature + ", " + clock;
  }

  @Override
  public String toString() {
    return column();
  }
}
