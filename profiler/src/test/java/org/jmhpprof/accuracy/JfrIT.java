// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Profile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The known answers with {@code sampler=jfr}. Its tolerances are wider than the native sampler's:
 * JFR takes 250 stacks or fewer in a second of CPU time, not 1,000.
 */
class JfrIT {
  private static final String WORKLOAD = KnownAnswers.WORKLOAD;
  private static final Pattern WORKER_CPU = Pattern.compile("worker-cpu=(\\d+)");
  private static final Pattern WAITED = Pattern.compile("waited-nanos=(\\d+)");
  private static final Pattern OFF = Pattern.compile("locked-off=(\\d+)");
  private static final Pattern IDLE = Pattern.compile("locked-idle=(\\d+)");

  /** The samples of a thread add up to its clock; JFR's own ends of a window are a little off. */
  private static final double TOTAL = 0.03;

  /** Of 500 stacks: two standard deviations are 4 points. */
  private static final double SHARE = 0.05;

  private static final double BYTES = 0.02;

  /** Waits that are under way when an iteration begins or ends are not recorded. */
  private static final double WAIT = 0.05;

  private static final Predicate<Row> MEASURED = row -> row.phase().equals("measure");

  @TempDir Path directory;

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  private JmhRun run(Path jdk, String benchmarks, int seconds, String options) throws Exception {
    String arguments =
        benchmarks
            + " -f 1 -wi 1 -w 2s -i 1 -foe true -rf csv -r "
            + seconds
            + "s -prof pprof:page=off;sampler=jfr;"
            + options;
    JmhRun run = JmhRun.of(jdk, directory, arguments.split(" "));
    assertEquals(0, run.status(), run.output());
    return run;
  }

  private Profile profile(String benchmark, String event) throws IOException {
    Path file =
        JmhRun.profiles(directory).stream()
            .filter(each -> each.getParent().toString().contains("." + benchmark + "-"))
            .filter(each -> each.toString().endsWith("." + event + ".pb.gz"))
            .findFirst()
            .orElseThrow();
    Profile profile = ProfileInvariants.read(file);
    assertEquals("jfr", ProfileComments.of(profile).get("sampler"));
    return profile;
  }

  private List<Row> rows(String benchmark, String event) throws IOException {
    return Row.of(profile(benchmark, event));
  }

  private static double share(List<Row> rows, Predicate<Row> of, Predicate<Row> wanted) {
    return (double) Row.nanos(rows, of.and(wanted)) / Math.max(1, Row.nanos(rows, of));
  }

  /** What the benchmark said last, which is of its measurement. */
  private static double last(Pattern pattern, JmhRun run, String benchmark) {
    String begin = "# Benchmark: " + WORKLOAD + benchmark + "\n";
    String part = run.output().substring(run.output().indexOf(begin) + begin.length());
    int end = part.indexOf("# Benchmark: ");
    return pattern
        .matcher(end < 0 ? part : part.substring(0, end))
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void cpuTimeAddsUpAndGoesToItsMethods(Path jdk) throws Exception {
    Bounds.check(
        jdk,
        (seconds, bounds) -> {
          String benchmarks = "(Totals.mix|Attribution.threeToOne)$";
          JmhRun run = run(jdk, benchmarks, seconds, "event=cpu");
          double ofWorker = Row.nanos(rows("Totals.mix", "cpu"), Row::ofWorker);
          double clock = last(WORKER_CPU, run, "Totals.mix");
          bounds.near("CPU time, of the worker's clock", ofWorker / clock, 1, TOTAL);
          Profile profile = profile("Attribution.threeToOne", "cpu");
          ProfileComments.assertConserved(profile);
          List<Row> rows = Row.of(profile);
          Predicate<Row> three = row -> row.has(WORKLOAD + "Attribution.three");
          Predicate<Row> both = three.or(row -> row.has(WORKLOAD + "Attribution.one"));
          bounds.near("CPU time three to one", share(rows, both, three), 0.75, SHARE);
          bounds.near("phase measure", share(rows, Row::ofWorker, MEASURED), 1, SHARE);
        });
    Map<String, String> comments = ProfileComments.of(profile("Attribution.threeToOne", "cpu"));
    boolean weighed = JmhRun.feature(jdk) >= 25;
    assertEquals(weighed ? "jfr-cpu-time" : "jfr-execution", comments.get("clock"));
    assertEquals(!weighed, comments.get("clock.reason").contains("ThreadMXBean"));
  }

  /**
   * Stubs have no frame in JFR: their time is under the Java method that calls them. JDK 17 takes
   * next to no samples in that of SHA-256.
   */
  @ParameterizedTest
  @MethodSource("jdks")
  void timeInStubsIsUnderTheCaller(Path jdk) throws Exception {
    List<String> benchmarks =
        JmhRun.feature(jdk) >= 25
            ? List.of("Code.sha256", "Code.multiply")
            : List.of("Code.multiply");
    Bounds.check(
        jdk,
        (seconds, bounds) -> {
          String all = "(" + String.join("|", benchmarks) + ")$";
          JmhRun unused = run(jdk, all, seconds, "event=cpu");
          for (String benchmark : benchmarks) {
            List<Row> rows = rows(benchmark, "cpu");
            double under = share(rows, Row::ofWorker, row -> row.has(WORKLOAD + benchmark));
            bounds.near(benchmark + ", under the caller", under, 1, SHARE);
          }
        });
  }

  /**
   * Two places that take turns fill a thread's buffer in turns, whatever their sizes. So their
   * shares say nothing, here between 0.3 and 0.7 instead of 0.75: only that both are there. Their
   * sizes and the sum are right.
   */
  @ParameterizedTest
  @MethodSource("jdks")
  void bytesAddUpAndPlacesThatTakeTurnsShareThem(Path jdk) throws Exception {
    Bounds.check(
        jdk,
        (seconds, bounds) -> {
          String benchmarks = "Allocation.(sized|threeToOne)$ -p bytes=1008";
          JmhRun unused = run(jdk, benchmarks, seconds, "event=alloc");
          List<Row> rows = rows("Allocation.threeToOne", "alloc");
          Predicate<Row> three = row -> allocatedIn(row, "three");
          Predicate<Row> one = row -> allocatedIn(row, "one");
          double both = share(rows, MEASURED, three.or(one));
          bounds.near("bytes of the two places, of all", both, 1, BYTES);
          double share = share(rows, three.or(one), three);
          bounds.between("bytes of the larger place, of both", share, 0.1, 0.9);
          bounds.near("size of the larger, of 3,072 B", size(rows, three) / 3072, 1, BYTES);
          bounds.near("size of the smaller, of 1,024 B", size(rows, one) / 1024, 1, BYTES);
          bounds.near("B/op, of 1,024", norm("sized") / 1024, 1, BYTES);
          bounds.near("B/op, of 4,096", norm("threeToOne") / 4096, 1, BYTES);
        });
  }

  /** The mean of an object, in bytes. */
  private static double size(List<Row> rows, Predicate<Row> of) {
    return (double) Row.nanos(rows, of) / rows.stream().filter(of).mapToLong(Row::ticks).sum();
  }

  private static boolean allocatedIn(Row row, String method) {
    return row.leaf().equals("byte[]")
        && row.frames().size() > 1
        && row.frames().get(1).name().equals(WORKLOAD + "Allocation." + method);
  }

  private double norm(String benchmark) throws IOException {
    String row = WORKLOAD + "Allocation." + benchmark + ":pprof.alloc.norm";
    return Files.readAllLines(directory.resolve("jmh-result.csv")).stream()
        .map(line -> line.replace("\"", "").split(","))
        .filter(columns -> columns[0].equals(row))
        .mapToDouble(columns -> Double.parseDouble(columns[4]))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void waitsAreAsLongAsTheWaiterSays(Path jdk) throws Exception {
    Bounds.check(
        jdk,
        (seconds, bounds) -> {
          JmhRun run = run(jdk, "(Locks.gate|Waits.reentrantLock)$", seconds, "event=lock");
          Predicate<Row> entering =
              row ->
                  row.leaf().equals("[waiting for " + WORKLOAD + "Locks$Gate]")
                      && row.frames().get(1).name().equals(WORKLOAD + "Locks.enter")
                      && row.state().equals("blocked");
          double entered = Row.nanos(rows("Locks.gate", "lock"), MEASURED.and(entering));
          double waited = last(WAITED, run, "Locks.gate");
          bounds.near("monitor, of the waiter's clock", entered / waited, 1, WAIT);
          Predicate<Row> locking =
              row ->
                  row.leaf().equals("[waiting for java.util.concurrent.locks.ReentrantLock]")
                      && row.state().equals("parked")
                      && row.has(WORKLOAD + "Waits.reentrantLock");
          double parked = Row.nanos(rows("Waits.reentrantLock", "lock"), locking);
          // One leaves out the queue for a processor, the other has it between its readings, too.
          double least = last(OFF, run, "Waits.reentrantLock") * (1 - WAIT);
          double most = last(IDLE, run, "Waits.reentrantLock") * (1 + WAIT);
          bounds.between("ReentrantLock, ns", parked, least, most);
        });
  }

  /**
   * Only of the timed loop: on JDK 17 the worker's writes to JMH's host process count as busy for
   * as long as they last.
   */
  @ParameterizedTest
  @MethodSource("jdks")
  void deepStacksKeepTheirRoot(Path jdk) throws Exception {
    Bounds.check(
        jdk,
        (seconds, bounds) -> {
          JmhRun unused = run(jdk, "Totals.deep$", seconds, "event=cpu;depth=32");
          List<Row> rows = rows("Totals.deep", "cpu");
          Predicate<Row> deep = row -> row.has(WORKLOAD + "Totals.descend");
          Predicate<Row> rooted = row -> row.root().equals("java.lang.Thread.run");
          Predicate<Row> cut = row -> row.has("[truncated]") && row.frames().size() == 32 + 1 + 64;
          bounds.near("deep stacks", share(rows, MEASURED, deep), 1, SHARE);
          bounds.near("deep stacks in phase measure", share(rows, deep, MEASURED), 1, SHARE);
          bounds.near("deep stacks with their root", share(rows, deep, rooted), 1, SHARE);
          bounds.near("deep stacks cut to 32 and 64", share(rows, deep, cut), 1, SHARE);
        });
  }
}
