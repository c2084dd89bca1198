// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.profile.PprofTool;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Profile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Known answers about waits for monitors. */
class LocksIT {
  private static final String LOCKS = "org.jmhpprof.workload.Locks";

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
    long contentions = rows.stream().mapToLong(Row::ticks).sum();
    assertEquals(Long.parseLong(comments.get("samples")), contentions);
    assertTrue(told / contentions >= 1_000_000, told + " ns in " + contentions);
    assertEquals(1, profile.getPeriod());
    assertEquals(2, JmhRun.profiles(directory).size());
    if (PprofTool.isInstalled()) {
      String top = PprofTool.run(directory, directory.resolve(file(".lock.pb.gz")), "-top");
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

  private long waited;

  private Profile run(Path jdk, String options) throws Exception {
    return run(JmhRun::of, jdk, options);
  }

  private Profile run(Forks.Launch launch, Path jdk, String options) throws Exception {
    String[] arguments = ("Locks -f 1 -wi 1 -w 300ms -i 1 -r 2s -prof pprof:" + options).split(" ");
    JmhRun run = launch.run(jdk, directory, arguments);
    assertEquals(0, run.status(), run.output());
    waited =
        Pattern.compile("waited-nanos=(\\d+)")
            .matcher(run.output())
            .results()
            .mapToLong(match -> Long.parseLong(match.group(1)))
            .reduce((first, last) -> last)
            .orElseThrow();
    return ProfileInvariants.read(file(".lock.pb.gz"));
  }

  private Path file(String suffix) throws IOException {
    return JmhRun.profiles(directory).stream()
        .filter(file -> file.toString().endsWith(suffix))
        .findFirst()
        .orElseThrow();
  }
}
