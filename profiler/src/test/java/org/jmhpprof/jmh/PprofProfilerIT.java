// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jmhpprof.profile.PprofTool;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real forks, real files; each file is read by the checks of every profile and by pprof itself. */
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

  /** A profile that a run left, checked. */
  private Profile read(Path file) throws IOException, InterruptedException {
    Profile profile = ProfileInvariants.read(file);
    if (PprofTool.isInstalled()) {
      String raw = PprofTool.run(directory, file, "-raw");
      assertTrue(raw.contains("samples/count cpu/nanoseconds[dflt]"), raw);
    }
    ProfileComments.assertConserved(profile);
    return profile;
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theHotMethodHoldsTheWorkersTimeAndTotalsAgreeWithTheThreadsClock(Path jdk) throws Exception {
    List<String> off = LongerRuns.off(1, seconds -> offInHotForks(jdk, seconds));
    assertEquals(List.of(), off);
  }

  /** What is further off than chance allows in a run whose iterations are this long. */
  private List<String> offInHotForks(Path jdk, int seconds) throws Exception {
    JmhRun run =
        JmhRun.of(
            jdk,
            directory,
            ("Burn.hot -f 2 -wf 1 -wi 1 -w 1 -i 3 -r "
                    + seconds
                    + " -prof pprof -jvmArgsAppend -Xcheck:jni")
                .split(" "));
    assertEquals(0, run.status(), run.output());
    assertFalse(run.output().contains("FATAL ERROR in native method"), run.output());
    assertFalse(run.output().contains("WARNING in native method"), run.output());
    assertFalse(run.output().contains("JNI local refs"), run.output());
    List<Path> files = JmhRun.profiles(directory);
    assertEquals(2, files.size(), files + run.output());

    long worker = 0;
    long inBurn = 0;
    for (Path file : files) {
      Profile profile = read(file);
      for (Sample sample : profile.getSampleList()) {
        if (label(profile, sample, "thread").contains("jmh-worker")) {
          worker += sample.getValue(1);
          if (hasFunction(profile, sample, "org.jmhpprof.workload.Burn.burn")) {
            inBurn += sample.getValue(1);
          }
          assertFalse(
              hasFunction(profile, sample, "org.jmhpprof.workload.Burn.onlyInWarmup"),
              run.output());
        }
      }
    }
    // The warmup fork's three iterations come first.
    List<Long> clock = numbers(run.output(), "measured-cpu-nanos=(\\d+);");
    assertEquals(9, clock.size(), run.output());
    long expected = clock.subList(3, 9).stream().mapToLong(Long::longValue).sum();
    List<String> off = new ArrayList<>();
    if (inBurn < 0.9 * worker) {
      off.add("in the hot method " + inBurn + " of " + worker + " ns");
    }
    if (Math.abs(worker - expected) > 0.05 * expected) {
      off.add("worker " + worker + " ns, by its clock " + expected);
    }
    return off;
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aForkOnAnotherJdkThanTheHostsIsProfiled(Path fork) throws Exception {
    List<Path> hosts = JmhRun.jdks().stream().filter(jdk -> !jdk.equals(fork)).toList();
    assumeFalse(hosts.isEmpty(), "needs two JDKs");
    for (Path host : hosts) {
      JmhRun run = run(host, "Burn.hot", "-f", "1", "-prof", "pprof", "-jvm", fork + "/bin/java");
      assertEquals(0, run.status(), run.output());
      List<Path> files = JmhRun.profiles(directory);
      assertEquals(1, files.size(), run.output());
      String jdk = ProfileComments.of(read(files.get(0))).get("jdk");
      assertTrue(jdk.startsWith(String.valueOf(JmhRun.feature(fork))), jdk + " in " + fork);
    }
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
    Profile profile = read(hot.get(0));
    assertEquals(500_000, profile.getPeriod());
    assertTrue(
        ProfileComments.of(profile).containsKey("param.name"),
        ProfileComments.of(profile).toString());
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
    assertEquals("2", ProfileComments.of(read(files.get(0))).get("iterations"), run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void virtualThreadsDoNotPayForTheProfilerUnlessTheUserSaysSo(Path jdk) throws Exception {
    boolean virtual = JmhRun.feature(jdk) >= 21;
    String benchmark =
        (virtual ? "Threads.virtualPerOperation" : "Burn.hot") + " -wi 0 -i 1 -r 200ms";
    String fork =
        benchmark
            + " -f 1 -jvmArgsAppend -XX:+UnlockExperimentalVMOptions"
            + " -jvmArgsAppend -XX:+PrintFlagsFinal -prof pprof";
    JmhRun quiet = JmhRun.of(jdk, directory, fork.split(" "));
    assertEquals(0, quiet.status(), quiet.output());
    assertEquals(virtual, hasFlag(quiet, "false"), quiet.output());
    JmhRun notify = JmhRun.of(jdk, directory, (fork + ":vthreads=notify").split(" "));
    assertEquals(0, notify.status(), notify.output());
    assertEquals(virtual, hasFlag(notify, "true"), notify.output());

    JmhRun here = JmhRun.of(jdk, directory, (benchmark + " -f 0 -prof pprof").split(" "));
    assertEquals(0, here.status(), here.output());
    String price = "without a fork, parking, yielding and starting a virtual thread costs ";
    assertEquals(virtual, here.output().contains("\npprof: " + price), here.output());
    Profile profile = read(JmhRun.profiles(directory).get(0));
    assertEquals(virtual, profile.getStringTableList().toString().contains("remark=" + price));
  }

  private static boolean hasFlag(JmhRun run, String value) {
    return run.output()
        .lines()
        .anyMatch(
            line -> line.matches(" *bool DoJVMTIVirtualThreadTransitions += " + value + " .*"));
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
