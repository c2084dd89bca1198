// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two real builds. The slow one does thirty times the work, so that its verdict does not hang on
 * how busy the machine is; and the gate goes on by itself while it cannot tell.
 */
class RunIT {
  @TempDir private Path directory;

  private TwoBuilds builds;

  @BeforeEach
  void here() {
    builds = new TwoBuilds(directory, "50ms", 2);
  }

  @Test
  void findsTheSlowOneInInterleavedBlocksAndGoesOnWhereItStopped() throws Exception {
    String base = builds.jar("base.jar", "1000");
    String head = builds.jar("head.jar", "30000");
    String more = "Spin.changed --design turns --seed 3 --forks 4 --max-forks 16";
    GateProcess first = builds.run(base, head, more);
    assertEquals(1, first.status(), first.output());
    assertTrue(first.output().contains("REGRESSED"), first.output());
    List<String> order = order(directory.resolve("o"), "org.jmhpprof.gate.fixture.Spin.changed");
    assertTrue(order.size() >= 8, order.toString());
    for (int i = 0; i + 3 < order.size(); i += 4) {
      assertFalse(order.get(i).equals(order.get(i + 1)), order::toString);
      assertEquals(order.get(i), order.get(i + 3), order::toString);
      assertEquals(order.get(i + 1), order.get(i + 2), order::toString);
    }

    GateProcess again = builds.run(base, head, more);
    assertEquals(1, again.status(), again.output());
    assertTrue(again.output().contains("going on with the run in o"), again.output());
    assertFalse(again.output().contains("[1/"), again.output());

    String files = directory.resolve("o").toString();
    GateProcess compare =
        GateProcess.start(
            directory, "compare", "--base", files + "/base", "--head", files + "/head");
    assertEquals(1, compare.status(), compare.output());

    String third = builds.jar("third.jar", "2000");
    GateProcess other = builds.run(third, head, more);
    assertEquals(2, other.status(), other.output());
    assertTrue(
        other.output().contains("o holds another run: " + third + " changed; use --fresh"),
        other.output());
    GateProcess same = builds.run(head, head, more);
    assertEquals(2, same.status(), same.output());
    assertTrue(same.output().contains("are the same jar; --allow-same"), same.output());
    String wide = "Spin.changed --fresh --forks 2 --max-forks 2 --margin 1000% --allow-same";
    GateProcess fresh = builds.run(head, head, wide);
    assertEquals(0, fresh.status(), fresh.output());
    assertTrue(fresh.output().contains("base and head are the same jar"), fresh.output());
    assertFalse(fresh.output().contains("going on with"), fresh.output());
  }

  /** The sides in the order in which their forks began. */
  private static List<String> order(Path out, String benchmark) throws IOException, BadInput {
    record Start(String side, String at) {}
    List<Start> starts = new ArrayList<>();
    for (String side : List.of("base", "head")) {
      try (Stream<Path> files = Files.list(out.resolve(side).resolve(benchmark))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".env.json")).toList()) {
          starts.add(new Start(side, BlockNote.read(file).started()));
        }
      }
    }
    return starts.stream().sorted(Comparator.comparing(Start::at)).map(Start::side).toList();
  }

  @Test
  void whatFailsInHeadFailsTheGateAndSaysWhy() throws Exception {
    String base = builds.jar("base.jar", "1000");
    String head = builds.jar("head.jar", "broken");
    GateProcess run = builds.run(base, head, "Spin.fragile --forks 2");
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().contains("FAILED"), run.output());
    assertTrue(run.output().contains("broken on purpose"), run.output());
  }

  @Test
  void oneParameterThatFailsDoesNotRejectTheOthers() throws Exception {
    String base = builds.jar("base.jar", "1000");
    String head = builds.jar("head.jar", "size 2");
    GateProcess run = builds.run(base, head, "Picky --forks 2 --max-forks 2 --margin 1000%");
    assertEquals(1, run.status(), run.output());
    // Two forks may not be enough for a verdict, but they were measured.
    Pattern measured =
        Pattern.compile("(OK|INCONCLUSIVE) +Picky\\.sized \\[size=1\\] avgt +[\\d.]+ +[\\d.]+ ");
    assertTrue(measured.matcher(run.output()).find(), run.output());
    assertTrue(run.output().matches("(?s).*FAILED +Picky\\.sized \\[size=2\\].*"), run.output());
    assertTrue(run.output().contains("picky on purpose"), run.output());
  }

  @Test
  void aHeadThatCrashesNowAndThenFails() throws Exception {
    String base = builds.jar("base.jar", "1000");
    String head = builds.jar("head.jar", "crash " + directory.resolve("forks"));
    GateProcess run = builds.run(base, head, "Picky --forks 2 -p size=1");
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().matches("(?s).*FAILED +Picky\\.sized.*"), run.output());
    assertTrue(run.output().matches("(?s).*head failed in \\d+ of \\d+ forks: .*"), run.output());
  }

  @Test
  void aRenamedClassIsComparedWithItself() throws Exception {
    String base = builds.jarWithout("fixture.Renamed", "base.jar", "1000");
    String head = builds.jarWithout("fixture.Spin", "head.jar", "30000");
    Path config = directory.resolve("gate.json");
    Files.writeString(
        config,
        "{\"renamed\": {\"org.jmhpprof.gate.fixture.Spin\":"
            + " \"org.jmhpprof.gate.fixture.Renamed\"}}");
    GateProcess run = builds.run(base, head, "Renamed.changed", "--config", config.toString());
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().contains("REGRESSED  Renamed.changed"), run.output());
    assertFalse(run.output().contains("MISSING"), run.output());
  }

  @Test
  void interruptedItReportsWhatIsThereAndLeavesNoProcess() throws Exception {
    String base = builds.jar("base.jar", "1000");
    String head = builds.jar("head.jar", "1001");
    GateProcess run = builds.run(base, head, "Spin.steady --forks 60 --max-forks 60");
    Path third = directory.resolve("o/head/org.jmhpprof.gate.fixture.Spin.steady/block-003.json");
    while (!Files.exists(third) && run.process().isAlive()) {
      Thread.sleep(100);
    }
    List<ProcessHandle> children = run.process().descendants().toList();
    // As Ctrl-C, which a process that was started in the background ignores.
    run.process().destroy();
    int status = run.status();
    assertEquals(143, status, run.output());
    assertTrue(run.output().contains("Spin.steady avgt"), run.output());
    assertTrue(run.output().contains("The run ended early"), run.output());
    for (ProcessHandle child : children) {
      child.onExit().get(1, TimeUnit.MINUTES);
    }
  }

  /** A first stretch may be one block, which tests nothing; the second certainly shows a test. */
  @Test
  void outOfTimeItReportsWhatIsThereAndWhoeverGoesOnPaysForTheLook() throws Exception {
    String jar = builds.jar("base.jar", "1000");
    String more = "Spin.steady --budget 4s --allow-same";
    GateProcess run = builds.run(jar, jar, more);
    int status = run.status();
    assertEquals(run.output().contains(" 0 tests") ? 2 : 0, status, run.output());
    assertTrue(run.output().contains("The run ended early"), run.output());
    assertTrue(run.output().contains("shared by 3 looks"), run.output());
    GateProcess again = builds.run(jar, jar, more);
    assertEquals(0, again.status(), again.output());
    GateProcess third = builds.run(jar, jar, more);
    assertEquals(0, third.status(), third.output());
    assertTrue(third.output().matches("(?s).*shared by [57] looks.*"), third.output());
  }

  @Test
  void whatCannotBeProfiledIsStillReported() throws Exception {
    String base = builds.jar("base.jar", "1000");
    String head = builds.jar("head.jar", "30000");
    GateProcess run =
        builds.run(base, head, "Spin.changed --profile-forks 2", "--profiler-jar", base);
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().contains("failed with the profiler in head"), run.output());
    assertTrue(run.output().contains("no functions: "), run.output());
    assertTrue(run.output().contains("REGRESSED"), run.output());
  }

  /** A margin that nobody can clear keeps the steady one undecided until the time is up. */
  @Test
  void whatStaysUndecidedDoesNotUseUpTheTimeForNamingTheSlowOne() throws Exception {
    String base = builds.jar("base.jar", "1000");
    String head = builds.jar("head.jar", "30000");
    GateProcess run =
        builds
            .withIterationsOf("200ms")
            .run(
                base,
                head,
                "Spin.changed Spin.steady --margin 0.0001% --max-forks 10000 --budget 150s"
                    + " --alpha 0.1%",
                "--profiler-jar",
                System.getProperty("profiler.jar"));
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().contains("The run ended early"), run.output());
    // The work is JMH's own; the user's frame is the one that asks for it. Where the machine is so
    // busy that the worker mostly waits, nobody is named, and rightly so.
    assertTrue(
        run.output().contains("Off-CPU: ")
            || Pattern.compile(
                    " explains \\d+ % of .*\n.* under \\S+Spin\\.changed \\(Spin\\.java:")
                .matcher(run.output())
                .find(),
        run.output());
    try (Stream<Path> files = Files.walk(directory.resolve("o"))) {
      assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".html")).toList());
    }
  }

  @Test
  void moreAllocationIsLaidToItsSite() throws Exception {
    GateProcess run =
        builds
            .withIterationsOf("200ms")
            .run(
                builds.jar("base.jar", "1000"),
                builds.jar("head.jar", "5000"),
                "Events.allocates --forks 2 --max-forks 6 --profile-forks 2 -prof gc",
                "--profiler-jar",
                System.getProperty("profiler.jar"));
    assertEquals(1, run.status(), run.output());
    Matcher site =
        Pattern.compile("\\n  \\+([0-9.]+).* B/op: byte\\[\\] in \\S+Events\\.allocates\\n")
            .matcher(run.output());
    assertTrue(site.find(), run.output());
    assertEquals(4000, Double.parseDouble(site.group(1)), 400, run.output());
  }

  @Test
  void aBenchmarkThatWaitsIsExplainedByWallTime() throws Exception {
    GateProcess run =
        builds
            .withIterationsOf("300ms")
            .run(
                builds.jar("base.jar", "2000"),
                builds.jar("head.jar", "20000"),
                "Events.waits --design turns --forks 4 --max-forks 8 --profile-forks 3",
                "--profiler-jar",
                System.getProperty("profiler.jar"));
    assertEquals(1, run.status(), run.output());
    assertTrue(
        Pattern.compile("\\n  \\+\\S+ .*ns/op: .*\\(sleeping\\) in \\S+Events\\.waits\\n")
            .matcher(run.output())
            .find(),
        run.output());
  }

  @Test
  void aStoredBaselineOfOneSessionIsAdvice() throws Exception {
    String base = builds.jar("base.jar", "1000");
    String head = builds.jar("head.jar", "30000");
    String session =
        "aa Spin.changed --design turns --store s --blocks 2 --forks 2 --comparisons 20 --seed 1";
    GateProcess aa = builds.gate(session, "--jar", base);
    assertEquals(0, aa.status(), aa.output());
    assertTrue(aa.output().contains("20 comparisons of a suite of 1 benchmarks"), aa.output());
    GateProcess run =
        builds.gate("run --baseline s Spin.changed --forks 2 --out o", "--head", head);
    assertEquals(2, run.status(), run.output());
    assertTrue(run.output().contains("nothing was tested"), run.output());
    assertTrue(run.output().contains("advisory only"), run.output());
    assertTrue(run.output().contains("measure it with aa"), run.output());

    GateProcess second = builds.gate(session, "--jar", base);
    assertEquals(0, second.status(), second.output());
    GateProcess known =
        GateProcess.start(directory, "compare", "--base", "s", "--head", "o/head", "--all");
    assertTrue(known.status() <= 1, known.output());
    assertFalse(known.output().contains("advisory only"), known.output());
  }

  @Test
  void whatIsNoJarOfBenchmarksIsRefused() throws Exception {
    String jar = builds.jar("base.jar", "1000");
    Path text = Files.writeString(directory.resolve("text.jar"), "no jar");
    GateProcess run = builds.run(text.toString(), jar, "Spin");
    assertEquals(2, run.status(), run.output());
    assertTrue(run.output().contains("text.jar: not readable as a jar"), run.output());
    GateProcess itself = builds.run(System.getProperty("gate.jar"), jar, "Spin");
    assertEquals(2, itself.status(), itself.output());
    assertTrue(itself.output().contains("cannot list its benchmarks"), itself.output());
    GateProcess nothing = builds.run(jar, jar, "NoSuchBenchmark");
    assertEquals(2, nothing.status(), nothing.output());
    assertTrue(nothing.output().contains("NoSuchBenchmark: no benchmark matches"));
  }
}
