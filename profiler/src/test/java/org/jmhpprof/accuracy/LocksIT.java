// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.jmh.LongerRuns;
import org.jmhpprof.profile.PprofTool;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Profile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Known answers about waits for locks. What is told by visits is statistical. */
class LocksIT {
  private static final String LOCKS = "org.jmhpprof.workload.Locks";
  private static final String REENTRANT = "java.util.concurrent.locks.ReentrantLock";

  @TempDir Path directory;

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theDelayIsWhatTheWaiterReadsOffItsOwnClock(Path jdk) throws Exception {
    // Without cpu: there is too little of it here for a profile.
    Profile profile = run(jdk, "event=alloc,lock");
    List<Row> rows = Row.of(profile);
    long told =
        Row.nanos(
            rows,
            row ->
                row.leaf().equals("[waiting for " + LOCKS + "$Gate]")
                    && row.frames().get(1).name().equals(LOCKS + ".enter")
                    && row.phase().equals("measure")
                    && row.ofWorker());
    // The waiter's own reading has its two calls in it, and some of its waits are spins.
    assertEquals(waited, told, 0.03 * waited);
    Map<String, String> comments = ProfileComments.of(profile);
    assertEquals("0", comments.get("lost"), comments.toString());
    assertEquals("0", comments.get("failed"), comments.toString());
    long contentions =
        rows.stream()
            .filter(row -> row.labels().get("state").equals("blocked"))
            .mapToLong(Row::ticks)
            .sum();
    assertEquals(Long.parseLong(comments.get("samples")), contentions);
    assertTrue(told / contentions >= 1_000_000, told + " ns in " + contentions);
    long all = rows.stream().mapToLong(Row::ticks).sum();
    assertEquals(Long.parseLong(comments.get("visits")), all - contentions);
    assertEquals(1, profile.getPeriod());
    assertEquals(2, JmhRun.profiles(directory).size());
    if (PprofTool.isInstalled()) {
      String top = PprofTool.run(directory, directory.resolve(file("gate", ".lock.pb.gz")), "-top");
      assertTrue(top.contains("Type: delay"), top);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void shortWaitsAreLeftOut(Path jdk) throws Exception {
    Profile profile = run(jdk, "event=lock;lock-threshold=1s");
    assertEquals(0, profile.getSampleCount());
    assertEquals("1000000000ns", ProfileComments.of(profile).get("threshold"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anOrdinaryUserGetsThemToo(Path jdk) throws Exception {
    assumeTrue(Setting.isRoot(), "an ordinary user runs the tests");
    Profile profile = run(JmhRun::asNobody, jdk, "event=lock");
    long told =
        Row.nanos(Row.of(profile), row -> row.leaf().equals("[waiting for " + LOCKS + "$Gate]"));
    assertEquals(waited, told, 0.03 * waited);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void waitsForOtherLocksAreFoundByVisits(Path jdk) throws Exception {
    List<String> off = LongerRuns.off(2, seconds -> offIn(jdk, "event=lock", seconds));
    assertEquals(List.of(), off);
    // Nothing ticks for them, and there is no file but the one that was asked for.
    assertEquals(2, JmhRun.profiles(directory).size());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theyAreTheSameBesideAProfileOfWallTime(Path jdk) throws Exception {
    List<String> unused = offIn(jdk, "event=lock,wall", 1);
    for (String benchmark : List.of("reentrantLock", "objectWait")) {
      List<Row> lock = Row.of(ProfileInvariants.read(file(benchmark, ".lock.pb.gz")));
      List<Row> wall = Row.of(ProfileInvariants.read(file(benchmark, ".wall.pb.gz")));
      String state = benchmark.equals("objectWait") ? "waiting" : "parked";
      assertEquals(
          Row.nanos(
              wall,
              row -> ofState(row, state) && row.has("org.jmhpprof.workload.Waits." + benchmark)),
          Row.nanos(lock, row -> ofState(row, state) && below(row).endsWith("." + benchmark)));
    }
  }

  /** What is further off than it may be: some two hundred visits a second find the waits. */
  private List<String> offIn(Path jdk, String options, int seconds) throws Exception {
    String arguments =
        "Waits.(reentrantLock|objectWait)$ -f 1 -wi 1 -w 300ms -i 1 -rf csv -r "
            + seconds
            + "s -prof pprof:wall-interval=2ms;"
            + options;
    JmhRun run = JmhRun.of(jdk, directory, arguments.split(" "));
    assertEquals(0, run.status(), run.output());
    List<String> off = new ArrayList<>();
    check(off, run, "reentrantLock", "locked-off", "parked", "[waiting for " + REENTRANT + "]");
    check(off, run, "objectWait", "waited-off", "waiting", "[waiting in Object.wait]");
    return off;
  }

  private void check(
      List<String> off, JmhRun run, String benchmark, String printed, String state, String leaf)
      throws IOException {
    Profile profile = ProfileInvariants.read(file(benchmark, ".lock.pb.gz"));
    double told =
        Row.nanos(
            Row.of(profile),
            row ->
                row.leaf().equals(leaf)
                    && ofState(row, state)
                    && below(row).equals("org.jmhpprof.workload.Waits." + benchmark)
                    && row.phase().equals("measure"));
    double truth = printed(run, printed).stream().mapToLong(Long::longValue).max().orElseThrow();
    if (Math.abs(told - truth) > 0.1 * truth) {
      off.add(benchmark + ": " + told + " ns, by its own clocks " + truth);
    }
    double operations = Double.parseDouble(ProfileComments.of(profile).get("ops"));
    // Who is in Object.wait does not want a lock.
    double norm = benchmark.equals("objectWait") ? 0 : told / operations;
    assertEquals(norm, norm(benchmark), 0.02 * told / operations);
  }

  private double norm(String benchmark) throws IOException {
    String row = "org.jmhpprof.workload.Waits." + benchmark + ":pprof.lock.norm";
    return Files.readAllLines(directory.resolve("jmh-result.csv")).stream()
        .map(line -> line.replace("\"", "").split(","))
        .filter(columns -> columns[0].equals(row))
        .mapToDouble(columns -> Double.parseDouble(columns[4]))
        .findFirst()
        .orElseThrow();
  }

  private static boolean ofState(Row row, String state) {
    return state.equals(row.labels().get("state"));
  }

  private static String below(Row row) {
    return row.frames().size() < 2 ? "" : row.frames().get(1).name();
  }

  private static List<Long> printed(JmhRun run, String key) {
    return Pattern.compile(key + "=(\\d+)")
        .matcher(run.output())
        .results()
        .map(match -> Long.parseLong(match.group(1)))
        .toList();
  }

  private long waited;

  private Profile run(Path jdk, String options) throws Exception {
    return run(JmhRun::of, jdk, options);
  }

  private Profile run(Forks.Launch launch, Path jdk, String options) throws Exception {
    String[] arguments = ("Locks -f 1 -wi 1 -w 300ms -i 1 -r 2s -prof pprof:" + options).split(" ");
    JmhRun run = launch.run(jdk, directory, arguments);
    assertEquals(0, run.status(), run.output());
    List<Long> all = printed(run, "waited-nanos");
    waited = all.get(all.size() - 1);
    return ProfileInvariants.read(file("gate", ".lock.pb.gz"));
  }

  private Path file(String benchmark, String suffix) throws IOException {
    return JmhRun.profiles(directory).stream()
        .filter(file -> file.getParent().toString().contains("." + benchmark + "-"))
        .filter(file -> file.toString().endsWith(suffix))
        .findFirst()
        .orElseThrow();
  }
}
