// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference;
import org.jmhpprof.gate.attribution.Attributor;
import org.jmhpprof.gate.attribution.Attributor.UserCode;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.attribution.TestFork;
import org.jmhpprof.gate.profiles.SuiteProfiles.ProfileDirectory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain {@code go tool pprof} shows our differences; skipped where Go is not installed. */
class PprofDiffTest {
  private static final Path HEAD = Path.of("src/test/resources/profiles/head");
  private static final Pattern ROW =
      Pattern.compile("^ *(-?[\\d.]+)ns +\\S+ +\\S+ +(-?[\\d.]+)ns +\\S+ +(.+)$");
  private static final Pattern PLAIN_ZERO =
      Pattern.compile("^ *(-?[\\d.]+)(?:ns)? +\\S+ +\\S+ +(-?[\\d.]+)(?:ns)? +\\S+ +(.+)$");

  @TempDir Path dir;

  @BeforeAll
  static void goIsInstalled() throws InterruptedException {
    boolean installed;
    try {
      installed = new ProcessBuilder("go", "version").start().waitFor() == 0;
    } catch (IOException e) {
      installed = false;
    }
    assumeTrue(installed, "go is not installed");
  }

  /** Self and cumulative differences by function, ns in the files. */
  private Map<String, double[]> pprof(ProfilePair pair) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "go",
                "tool",
                "pprof",
                "-top",
                "-nodefraction=0",
                "-nodecount=100000",
                "-unit=ns",
                "-diff_base=" + pair.base(),
                pair.head().toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    Map<String, double[]> rows = new HashMap<>();
    for (String line : text.split("\n")) {
      Matcher row = ROW.matcher(line);
      if (row.matches() || (row = PLAIN_ZERO.matcher(line)).matches()) {
        rows.put(
            row.group(3),
            new double[] {Double.parseDouble(row.group(1)), Double.parseDouble(row.group(2))});
      }
    }
    return rows;
  }

  private void assertSame(List<ProfiledFork> base, List<ProfiledFork> head) throws Exception {
    Attribution ours =
        new Attributor(UserCode.outsideThePlatform()).attribute(base, head, Optional.empty());
    ProfilePair pair = ProfilePair.write(base, head, dir, "pair");
    Map<String, double[]> theirs = pprof(pair);
    // A tick of a fork weighs at least this much there; rounding is half a nanosecond a stack.
    double tolerance = 0.001 * ours.total().head() + 1e-3;
    int compared = 0;
    for (FunctionDifference row : ours.functions()) {
      // pprof demangles those, and leaves out what is zero on both counts.
      if (row.function().startsWith("_Z") || !theirs.containsKey(row.function())) {
        assertTrue(
            row.function().startsWith("_Z") || Math.abs(row.self().difference()) <= tolerance,
            "not in pprof's table: " + row);
        continue;
      }
      double[] values = theirs.get(row.function());
      String message = row.function() + " " + row;
      assertEquals(row.self().difference(), values[0] / pair.operations(), tolerance, message);
      assertEquals(
          row.cumulative().difference(), values[1] / pair.operations(), tolerance, message);
      compared++;
    }
    assertTrue(compared > 0, compared + " rows compared");
  }

  @Test
  void realProfilesDifferInPprofAsInOurTable() throws Exception {
    assertSame(
        ProfileDirectory.read(ProfileFileTest.BASE).values().iterator().next(),
        ProfileDirectory.read(HEAD).values().iterator().next());
  }

  @Test
  void aSideThatRanLongerIsNotSlower() throws Exception {
    List<ProfiledFork> base =
        List.of(fork(1, 1000, 1, 100), fork(2, 1100, 1.1, 100), fork(3, 900, 0.9, 100));
    List<ProfiledFork> head = List.of(fork(1, 5000, 5, 130), fork(2, 7000, 7, 130));
    assertSame(base, head);
    ProfilePair pair = ProfilePair.write(base, head, dir, "longer");
    Map<String, double[]> rows = pprof(pair);
    double[] same = rows.getOrDefault("a.A.same", new double[2]);
    assertEquals(0, same[0] / pair.operations(), 1e-3, "not by a nanosecond");
    assertEquals(30_000, rows.get("a.A.<init>")[0] / pair.operations(), 1e-3, "ns per operation");
  }

  private static ProfiledFork fork(int number, long operations, double length, double slow) {
    return new TestFork(number, operations)
        .measured(Math.round(1000 * length), "demo.Bench.run", "a.A.same")
        .measured(Math.round(slow * length), "demo.Bench.run", "a.A.<init>")
        .measured(Math.round(10 * length), "demo.Bench.run")
        .elsewhere(Math.round(10 * length), "vm", "[GC]")
        .build();
  }
}
