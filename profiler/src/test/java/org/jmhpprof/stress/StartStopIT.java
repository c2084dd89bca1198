// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jmhpprof.accuracy.Setting;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sampling on and off, a thousand times in one JVM, and a JVM that ends in the middle of it. */
class StartStopIT {
  private static final String PROGRAM = "org.jmhpprof.workload.StartStop";
  private static final Pattern END =
      Pattern.compile("windows=1000 recorded=(\\d+) leaked=(-?\\d+)");

  @TempDir Path directory;

  static List<Setting> settings() throws Exception {
    return Setting.all();
  }

  private JmhRun run(Setting setting, String... arguments) throws Exception {
    return JmhRun.ofProgram(Duration.ofMinutes(5), setting.jdk(), directory, PROGRAM, arguments);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aThousandWindowsWhileThreadsComeAndGo(Setting setting) throws Exception {
    JmhRun run = run(setting, setting.clock().toUpperCase(), "1000", "stop");
    assertEquals(0, run.status(), run.output());
    Matcher end = END.matcher(run.output());
    assertTrue(end.find(), run.output());
    assertTrue(Long.parseLong(end.group(1)) > 0, run.output());
    assertTrue(Long.parseLong(end.group(2)) <= 4, run.output());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aThousandWindowsOfEveryEvent(Setting setting) throws Exception {
    String clock = setting.clock().toUpperCase();
    JmhRun run = run(setting, clock, "1000", "stop", "all");
    assertEquals(0, run.status(), run.output());
    assertTrue(END.matcher(run.output()).find(), run.output());
    for (int i = 0; i < 5; i++) {
      JmhRun ended = run(setting, clock, "3", "exit", "all");
      assertEquals(0, ended.status(), ended.output());
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theJvmEndsWhileSampling(Setting setting) throws Exception {
    for (int i = 0; i < 10; i++) {
      JmhRun run = run(setting, setting.clock().toUpperCase(), "3", "exit");
      assertEquals(0, run.status(), run.output());
    }
  }
}
