// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.jmh.LongerRuns;
import org.jmhpprof.profile.PprofTool;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.profile.ProfileInvariants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Labels of the user's own are with the samples of every event. */
class LabelsIT {
  @TempDir Path directory;
  private Path here;

  @BeforeEach
  void stay() {
    here = directory;
  }

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  static List<Setting> settings() throws IOException {
    return Setting.all();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void eachSampleHasTheLabelsOfItsMoment(Setting setting) throws Exception {
    for (Setting.User user : setting.users()) {
      // What one has written the other may not delete.
      here = Files.createDirectory(directory.resolve(user.name().replace(' ', '-')));
      List<String> off = LongerRuns.off(1, seconds -> offIn(setting, user, seconds));
      assertEquals(List.of(), off, user.name());
    }
    Path cpu = file("threeToOne", "cpu");
    if (PprofTool.isInstalled()) {
      String focused = PprofTool.run(here, cpu, "-top", "-tagfocus=stage=print");
      assertTrue(focused.contains("Blackhole.consumeCPU"), focused);
      String rooted = PprofTool.run(here, cpu, "-top", "-cum", "-tagroot=stage");
      assertTrue(rooted.contains(" parse") && rooted.contains(" print"), rooted);
    }
  }

  private List<String> offIn(Setting setting, Setting.User user, int seconds) throws Exception {
    run(
        user.launch(),
        setting.jdk(),
        "threeToOne -r "
            + seconds
            + "s -prof pprof:event=cpu,alloc,wall;alloc-interval=16k;clock="
            + setting.clock());
    List<String> off = new ArrayList<>();
    for (String event : List.of("cpu", "alloc", "wall")) {
      List<Row> rows =
          Row.of(ProfileInvariants.read(file("threeToOne", event))).stream()
              .filter(row -> row.has("org.jmhpprof.workload.Labelled.part"))
              .toList();
      double all = Row.nanos(rows, row -> true);
      check(off, event, rows, all, row -> "parse".equals(row.labels().get("stage")), 75);
      check(off, event, rows, all, row -> "print".equals(row.labels().get("stage")), 25);
      check(off, event, rows, all, row -> "large".equals(row.labels().get("size")), 75);
    }
    return off;
  }

  private static void check(
      List<String> off,
      String event,
      List<Row> rows,
      double all,
      Predicate<Row> wanted,
      double percent) {
    double share = 100 * Row.nanos(rows, wanted) / all;
    // A thousand samples are off by 1.4 points, in one of three.
    if (!(Math.abs(share - percent) <= 4)) {
      off.add(event + ": " + share + " %, not " + percent);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void noThreadInheritsOneAndNoIterationDoes(Path jdk) throws Exception {
    run(jdk, "left -r 1s -i 2 -prof pprof");
    List<Row> rows = Row.of(ProfileInvariants.read(file("left", "cpu")));
    assertEquals(0, Row.nanos(rows, row -> row.thread().equals("child") && row.hasOwnLabel()));
    assertTrue(Row.nanos(rows, row -> row.thread().equals("child")) > 0);
    assertTrue(Row.nanos(rows, row -> "open".equals(row.labels().get("left"))) > 0);
    assertEquals(0, Row.nanos(rows, row -> row.thread().equals("main") && row.hasOwnLabel()));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void tooManyAreLeftOutInOneLine(Path jdk) throws Exception {
    JmhRun run = run(jdk, "many -r 500ms -i 2 -prof pprof");
    assertEquals(
        1,
        run.output().lines().filter(line -> line.contains("combinations of labels")).count(),
        run.output());
    Map<String, String> comments = ProfileComments.of(ProfileInvariants.read(file("many", "cpu")));
    assertTrue(comments.get("remark").contains("combinations of labels"), comments.toString());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void withoutTheProfilerNothingHappens(Path jdk) throws Exception {
    JmhRun run = run(jdk, "(threeToOne|left|many) -r 200ms");
    assertEquals(List.of(), JmhRun.profiles(here));
    assertTrue(run.output().contains("Labelled.many"), run.output());
  }

  private JmhRun run(Path jdk, String arguments) throws Exception {
    return run(JmhRun::of, jdk, arguments);
  }

  private JmhRun run(Forks.Launch launch, Path jdk, String arguments) throws Exception {
    JmhRun run =
        launch.run(
            jdk, here, ("Labelled." + arguments + " -f 1 -wi 1 -w 300ms -foe true").split(" "));
    assertEquals(0, run.status(), run.output());
    return run;
  }

  private Path file(String benchmark, String event) throws IOException {
    return JmhRun.profiles(here).stream()
        .filter(file -> file.getParent().toString().contains("." + benchmark + "-"))
        .filter(file -> file.toString().endsWith("." + event + ".pb.gz"))
        .findFirst()
        .orElseThrow();
  }
}
