// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.accuracy.Setting;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.profile.ProfileInvariants;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Code that has just been loaded, interpreted or compiled by C1, through adapters, class
 * initialisers and exceptions: what earlier calls left on the stack looks like frames, and a walk
 * that follows it crashes the JVM within the first iterations. So there are many forks with short
 * iterations and no warmup.
 *
 * <p>{@code -Dcold=full} runs every cell, {@code -Dcold.forks} says how many forks a benchmark has.
 */
class ColdCodeIT {
  private static final boolean FULL = "full".equals(System.getProperty("cold"));
  private static final int FORKS = Integer.getInteger("cold.forks", FULL ? 40 : 3);
  private static final String BENCHMARKS = "Code.(reflection|exceptions|lambdas|proxy)$";
  private static final int BENCHMARK_COUNT = 4;

  @TempDir Path directory;

  static List<Setting> settings() throws IOException {
    List<Setting> settings = new ArrayList<>();
    for (Setting setting : Setting.all()) {
      if (FULL || setting.takesMostStacks()) {
        settings.add(setting);
      }
    }
    return settings;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void staleFramesAreNotFollowed(Setting setting) throws Exception {
    JmhRun run =
        JmhRun.of(
            Duration.ofSeconds(60 + 20L * BENCHMARK_COUNT * FORKS),
            setting.jdk(),
            directory,
            BENCHMARKS,
            "-f",
            Integer.toString(FORKS),
            "-wi",
            "0",
            "-i",
            "20",
            "-r",
            // A timer's first signal comes with the scheduler's tick.
            setting.clock().equals("timer") ? "100ms" : "10ms",
            "-foe",
            "true",
            "-prof",
            "pprof:clock=" + setting.clock() + ";interval=100us",
            "-jvmArgsAppend",
            "-XX:TieredStopAtLevel=1");
    assertEquals(0, run.status(), run.output());
    List<Path> profiles = JmhRun.profiles(directory);
    assertEquals(BENCHMARK_COUNT * FORKS, profiles.size(), run.output());
    for (Path profile : profiles) {
      ProfileInvariants.read(profile);
    }
  }
}
