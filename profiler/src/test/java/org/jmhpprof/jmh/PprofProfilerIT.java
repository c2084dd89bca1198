// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real forks, real files. */
class PprofProfilerIT {
  private static final String[] SHORT = {"-wi", "1", "-w", "1", "-i", "3", "-r", "1"};

  @TempDir Path directory;

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  private JmhRun run(Path jdk, String... arguments) throws IOException, InterruptedException {
    String[] all = new String[SHORT.length + arguments.length];
    System.arraycopy(SHORT, 0, all, 0, SHORT.length);
    System.arraycopy(arguments, 0, all, SHORT.length, arguments.length);
    return JmhRun.of(jdk, directory, all);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theHotMethodHoldsTheWorkersTimeAndTotalsAgreeWithTheThreadsClock(Path jdk) throws Exception {
    JmhRun run =
        run(
            jdk,
            "Burn.hot",
            "-f",
            "2",
            "-wf",
            "1",
            "-prof",
            "pprof",
            "-jvmArgsAppend",
            "-Xcheck:jni");
    assertEquals(0, run.status(), run.output());
    assertFalse(run.output().contains("FATAL ERROR in native method"), run.output());
    assertFalse(run.output().contains("WARNING in native method"), run.output());
    assertFalse(run.output().contains("JNI local refs"), run.output());
    List<Path> files = JmhRun.profiles(directory);
    assertEquals(2, files.size(), files + run.output());

    long worker = 0;
    long inBurn = 0;
    for (Path file : files) {
      Profile profile = JmhRun.profile(file);
      for (Sample sample : profile.getSampleList()) {
        if (label(profile, sample, "thread").contains("jmh-worker")) {
          worker += sample.getValue(1);
          inBurn +=
              hasFunction(profile, sample, "org.jmhpprof.workload.Burn.burn")
                  ? sample.getValue(1)
                  : 0;
          assertFalse(
              hasFunction(profile, sample, "org.jmhpprof.workload.Burn.onlyInWarmup"),
              run.output());
        }
      }
      assertConserved(profile);
    }
    assertTrue(inBurn >= 0.9 * worker, inBurn + " of " + worker);
    // The warmup fork's three iterations come first.
    List<Long> clock = numbers(run.output(), "measured-cpu-nanos=(\\d+);");
    assertEquals(9, clock.size(), run.output());
    long expected = clock.subList(3, 9).stream().mapToLong(Long::longValue).sum();
    assertEquals(expected, worker, 0.05 * expected, run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void severalBenchmarksInOneJvmEachLeaveAFileAndAThrowingOneDoesNoHarm(Path jdk) throws Exception {
    JmhRun run =
        run(
            jdk,
            "Burn.(fail|hot)",
            "-f",
            "0",
            "-t",
            "2",
            "-p",
            "name=a b/\"ü;c",
            "-prof",
            "pprof:clock=timer;interval=500us");
    assertEquals(0, run.status(), run.output());
    List<Path> hot =
        JmhRun.profiles(directory).stream()
            .filter(file -> file.toString().contains("Burn.hot"))
            .toList();
    assertEquals(1, hot.size(), run.output());
    Profile profile = JmhRun.profile(hot.get(0));
    assertEquals(500_000, profile.getPeriod());
    assertConserved(profile);
    assertTrue(comments(profile).containsKey("param.name"), comments(profile).toString());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aForkThatEndsInItsThirdIterationLeavesTheFirstTwo(Path jdk) throws Exception {
    JmhRun run =
        JmhRun.of(
            jdk,
            directory,
            "Burn.halt",
            "-f",
            "1",
            "-wi",
            "0",
            "-i",
            "4",
            "-r",
            "1",
            "-prof",
            "pprof");
    List<Path> files = JmhRun.profiles(directory);
    assertEquals(1, files.size(), run.output());
    Profile profile = JmhRun.profile(files.get(0));
    assertEquals("2", comments(profile).get("iterations"), run.output());
    assertConserved(profile);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void badOptionsEndTheRunAtOnceWithALineThatSaysWhatIsAllowed(Path jdk) throws Exception {
    for (String bad :
        List.of("intervall=1ms", "interval=1us", "clock=wall", "depth=0", "dir=/proc/none")) {
      JmhRun run = run(jdk, "Burn.hot", "-f", "1", "-prof", "pprof:" + bad);
      assertNotEquals(0, run.status(), run.output());
      assertTrue(run.output().contains("allowed"), run.output());
      assertEquals(List.of(), JmhRun.profiles(directory));
    }
  }

  /** Every tick is in the file, and the comments say of what kind it is. */
  private static void assertConserved(Profile profile) {
    long ticks = profile.getSampleList().stream().mapToLong(sample -> sample.getValue(0)).sum();
    long nanos = profile.getSampleList().stream().mapToLong(sample -> sample.getValue(1)).sum();
    Map<String, String> comments = comments(profile);
    long counted = 0;
    for (String kind : List.of("samples", "lost", "failed")) {
      counted += Long.parseLong(comments.get(kind));
    }
    assertEquals(counted, ticks, comments.toString());
    assertEquals(ticks * profile.getPeriod(), nanos);
  }

  private static Map<String, String> comments(Profile profile) {
    Map<String, String> comments = new HashMap<>();
    for (long comment : profile.getCommentList()) {
      String[] pair = profile.getStringTable((int) comment).split("=", 2);
      comments.put(pair[0], pair[1]);
    }
    return comments;
  }

  private static String label(Profile profile, Sample sample, String key) {
    for (Label label : sample.getLabelList()) {
      if (profile.getStringTable((int) label.getKey()).equals(key)) {
        return profile.getStringTable((int) label.getStr());
      }
    }
    return "";
  }

  // Ids count from 1 in the order of the tables; ProfileInvariants pins that.
  private static boolean hasFunction(Profile profile, Sample sample, String name) {
    return sample.getLocationIdList().stream()
        .flatMap(id -> profile.getLocation((int) (id - 1)).getLineList().stream())
        .map(line -> profile.getFunction((int) (line.getFunctionId() - 1)))
        .anyMatch(function -> profile.getStringTable((int) function.getName()).equals(name));
  }

  private static List<Long> numbers(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.results().map(result -> Long.parseLong(result.group(1))).toList();
  }
}
