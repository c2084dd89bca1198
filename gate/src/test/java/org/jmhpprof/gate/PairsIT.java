// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.jmhpprof.gate.fixture.Known;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pairs of real forks on one processor. */
class PairsIT {
  @TempDir private Path directory;

  private TwoBuilds builds;

  @BeforeEach
  void here() {
    builds = new TwoBuilds(directory, "100ms", 3);
  }

  /**
   * Within 0.3 % where the kernel counts each nanosecond: an iteration costs some tenths of a
   * millisecond of its own, also for one operation of 200 ms. Two wake-ups cost something, too; of
   * a thread that ended only a clock with steps tells, which may be 20 ms off.
   */
  @Test
  void anOperationCostsWhatItSpends() throws Exception {
    String jar = builds.jar("base.jar", "1000");
    GateProcess run =
        builds
            .withIterationsOf("600ms")
            .run(
                jar,
                jar,
                "--allow-same --forks 2 --max-forks 2 --no-profile"
                    + " Known.(own|withSetup|several|otherModes|handedOver|threadThatEnds)");
    assertTrue(run.status() < 2, run.output());
    int checked = 0;
    for (String side : List.of("base", "head")) {
      for (BenchmarkResult result :
          SideReader.read(side, List.of(directory.resolve("o").resolve(side))).results().values()) {
        String name = result.key().benchmark();
        assertTrue(result.isPaired(), name + " was run in turns\n" + run.output());
        double allowed = name.endsWith("Ends") ? 0.1 : name.endsWith("Over") ? 0.01 : 0.003;
        for (Fork fork : result.metrics().get("score").forks()) {
          double mean =
              fork.iterations().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
          assertEquals(Known.NANOS, mean, allowed * Known.NANOS, name + " " + fork.iterations());
          checked++;
        }
      }
    }
    assertEquals(2 * 2 * 8, checked, run.output());
  }

  @Test
  void whatWaitsOrHasThreadsIsComparedInTurns() throws Exception {
    String jar = builds.jar("base.jar", "1000");
    GateProcess run =
        builds
            .withIterationsOf("200ms")
            .run(
                jar,
                jar,
                "--allow-same --forks 2 --max-forks 2 --margin 1000% --no-profile"
                    + " Known.(sleeps|shared)");
    assertEquals(0, run.status(), run.output());
    assertTrue(
        run.output().contains("shared: in turns, by wall time, since it has 2 threads"),
        run.output());
    assertTrue(
        run.output().contains("sleeps: in turns, by wall time, since it waits"), run.output());
  }

  /** Three percent more work in head; a tenth of it is allowed for what the machine does. */
  @Test
  void threePercentAreSeen() throws Exception {
    GateProcess run =
        builds
            .withIterationsOf("300ms")
            .run(
                builds.jar("base.jar", "10000"),
                builds.jar("head.jar", "10300"),
                "--margin 1% --forks 6 --max-forks 24 Spin.changed --no-profile");
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().contains("REGRESSED  Spin.changed"), run.output());
  }

  /**
   * Within three points for what the machine does. The wide margin makes the run go on until it is
   * sure of most of the 20 %.
   */
  @Test
  void whatIsInjectedIsFound() throws Exception {
    String jar = builds.jar("base.jar", "1000");
    GateProcess run =
        builds
            .withIterationsOf("200ms")
            .run(
                jar,
                jar,
                "--inject 20% --margin 15% --forks 6 --max-forks 24 --report r --no-profile"
                    + " Spin.steady");
    assertEquals(0, run.status(), run.output());
    assertTrue(run.output().contains("the injected 20 % were found in 1 of 1"), run.output());
    JsonNode report = new ObjectMapper().readTree(directory.resolve("r/report.json").toFile());
    JsonNode estimate = report.get("comparisons").get(0).get("estimate");
    assertEquals(1.2, estimate.get("ratio").asDouble(), 0.03, run.output());
  }

  @Test
  void oneJarIsComparedUnderTwoSettings() throws Exception {
    String jar = builds.jar("base.jar", "1000");
    GateProcess run =
        builds.run(
            jar,
            jar,
            "--head-prof gc --forks 2 --max-forks 2 Spin.steady --no-profile",
            "--head-jvm-args",
            "-XX:+UseSerialGC -Xint");
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().contains("REGRESSED  Spin.steady"), run.output());
    assertTrue(run.output().contains("jvmArgs: "), run.output());
  }

  @Test
  void twoValuesOfOneParameterAreCompared() throws Exception {
    String jar = builds.jar("base.jar", "1000");
    GateProcess run =
        builds.run(
            jar,
            jar,
            "--base-param size=1 --head-param size=2 --forks 2 --max-forks 2 --margin 1000%"
                + " --no-profile Picky.sized");
    assertEquals(0, run.status(), run.output());
    assertTrue(run.output().contains("OK       Picky.sized [size=2]"), run.output());
    GateProcess half = builds.run(jar, jar, "--base-param size=1 Picky.sized --no-profile");
    assertEquals(2, half.status(), half.output());
    assertTrue(half.output().contains("both have to name the same parameters"), half.output());
    GateProcess none =
        builds.run(jar, jar, "--base-param sice=1 --head-param sice=2 Picky.sized --no-profile");
    assertEquals(2, none.status(), none.output());
    assertTrue(none.output().contains("no benchmark of"), none.output());
    assertTrue(none.output().contains(" has sice\n"), none.output());
  }
}
