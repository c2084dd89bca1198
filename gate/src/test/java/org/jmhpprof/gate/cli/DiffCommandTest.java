// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diff}, and the profiles and reports of {@code compare}, from the command line on. */
class DiffCommandTest {
  private static final Path PROFILES = Path.of("src/test/resources/profiles");
  private static final String BASE = PROFILES.resolve("base").toString();
  private static final String HEAD = PROFILES.resolve("head").toString();

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Gate.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private void assertOneLine(String start) {
    String text = err.toString();
    assertTrue(text.startsWith("jmh-pprof-gate: " + start), text);
    assertEquals(1, text.lines().count(), text);
  }

  @Test
  void functionsArePrintedPerOperation() throws IOException {
    Path json = dir.resolve("numbers.json");
    int status =
        run("diff", "--base-profiles", BASE, "--head-profiles", HEAD, "--json", json.toString());
    assertEquals(0, status, err.toString());
    assertTrue(out.toString().contains("[stub] sha256_implCompressMB"), out.toString());
    assertTrue(out.toString().contains("all CPU time"), out.toString());
    JsonNode numbers = new ObjectMapper().readTree(json.toFile());
    assertEquals(1, numbers.size());
    assertEquals("org.jmhpprof.benchmarks.Demo.hash", numbers.get(0).get("benchmark").asText());
  }

  /** What {@code diff} of jmh-pprof.jar prints: base and head, ns per operation, by function. */
  private static Map<String, double[]> viewersRows() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.jmhpprof.viewer.cli.Main",
                "diff",
                "-n",
                "100000",
                BASE,
                HEAD)
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    assertTrue(text.contains("base ns/op"), text);
    Map<String, double[]> rows = new HashMap<>();
    Matcher row =
        Pattern.compile(
                "^ *(-?[0-9.]+) +(-?[0-9.]+) +[+-]?[0-9.]+ +[0-9.]+  (.+)$", Pattern.MULTILINE)
            .matcher(text);
    while (row.find()) {
      rows.put(
          row.group(3),
          new double[] {Double.parseDouble(row.group(1)), Double.parseDouble(row.group(2))});
    }
    return rows;
  }

  private static void assertSame(double[] viewers, JsonNode ours, String function) {
    String message = function + " " + ours;
    assertNotNull(viewers, message);
    assertEquals(ours.get("base").asDouble(), viewers[0], 0.0006, message);
    assertEquals(ours.get("head").asDouble(), viewers[1], 0.0006, message);
  }

  @Test
  void bothJarsPrintTheSameFigures() throws Exception {
    Path json = dir.resolve("numbers.json");
    assertEquals(
        0,
        run("diff", "--base-profiles", BASE, "--head-profiles", HEAD, "--json", json.toString()),
        err.toString());
    JsonNode ours = new ObjectMapper().readTree(json.toFile()).get(0);
    Map<String, double[]> viewers = viewersRows();
    assertSame(viewers.remove("all"), ours.get("cpu"), "all");
    assertEquals(0, ours.at("/otherFunctions/count").asInt(), "all rows are there");
    for (JsonNode each : ours.get("functions")) {
      String function = each.get("function").asText();
      if (each.at("/self/difference").asDouble() != 0) {
        assertSame(viewers.remove(function), each.get("self"), function);
      }
    }
    assertEquals(Set.of(), viewers.keySet(), "and no others");
  }

  @Test
  void thePairForPprofIsWritten() {
    Path export = dir.resolve("pairs");
    int status =
        run(
            "diff",
            "--base-profiles",
            BASE,
            "--head-profiles",
            HEAD,
            "--export",
            export.toString(),
            "hash");
    assertEquals(0, status, err.toString());
    String name = "org.jmhpprof.benchmarks.Demo.hash-avgt";
    assertTrue(Files.exists(export.resolve(name + ".base.pb.gz")));
    assertTrue(Files.exists(export.resolve(name + ".head.pb.gz")));
    assertTrue(out.toString().contains("go tool pprof -top -diff_base="), out.toString());
    assertTrue(out.toString().contains("(1 s stands for 1 us/op)"), out.toString());
  }

  @Test
  void badInputIsOneLineAndStatusTwo() throws IOException {
    assertEquals(2, run("diff", "--base-profiles", BASE, "--head-profiles", "nowhere"));
    assertOneLine("nowhere: no such directory of profiles");
  }

  @Test
  void aTruncatedProfileIsNamed() throws IOException {
    Path whole = PROFILES.resolve("base/org.jmhpprof.benchmarks.Demo.hash-avgt/fork1.cpu.pb.gz");
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = dir.resolve("fork1.cpu.pb.gz");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    assertEquals(2, run("diff", "--base-profiles", dir.toString(), "--head-profiles", HEAD));
    assertOneLine(cut + ": ");
  }

  @Test
  void aFilterThatMatchesNothingOrIsNoRegexIsBadInput() {
    assertEquals(2, run("diff", "--base-profiles", BASE, "--head-profiles", HEAD, "Nothing"));
    assertOneLine(BASE + ", " + HEAD + ": no benchmark has profiles in both");
    err.getBuffer().setLength(0);
    assertEquals(2, run("diff", "--base-profiles", BASE, "--head-profiles", HEAD, "(("));
    assertOneLine("((: no regular expression: ");
  }

  private String results(String name, double first, double... factors) throws IOException {
    StringBuilder forks = new StringBuilder();
    for (double factor : factors) {
      forks.append(forks.isEmpty() ? "" : ",");
      forks
          .append("[")
          .append(first * factor)
          .append(",")
          .append(first * factor * 1.01)
          .append("]");
    }
    String text =
        """
        [{"jmhVersion":"1.37","benchmark":"org.jmhpprof.benchmarks.Demo.hash","mode":"avgt",
        "threads":1,"forks":%d,"jvm":"java","jvmArgs":[],"jdkVersion":"17","vmName":"VM",
        "vmVersion":"17","warmupIterations":1,"warmupTime":"1 s","warmupBatchSize":1,
        "measurementIterations":2,"measurementTime":"1 s","measurementBatchSize":1,
        "primaryMetric":{"score":%s,"scoreError":"NaN","scoreConfidence":["NaN","NaN"],
        "scorePercentiles":{},"scoreUnit":"us/op","rawData":[%s]},"secondaryMetrics":{}}]
        """
            .formatted(factors.length, first, forks);
    return Files.writeString(dir.resolve(name), text).toString();
  }

  @Test
  void compareAttributesWhatRegressedAndReportsIt() throws IOException {
    String before = results("base.json", 2.8, 1, 1.01, 0.99, 1.02, 0.98);
    String after = results("head.json", 3.8, 1, 1.01, 0.99, 1.02, 0.98);
    Path report = dir.resolve("report");
    int status =
        run(
            "compare",
            "--base",
            before,
            "--head",
            after,
            "--base-profiles",
            BASE,
            "--head-profiles",
            HEAD,
            "--report",
            report.toString());
    assertEquals(1, status, out + "\n" + err);
    JsonNode json = new ObjectMapper().readTree(report.resolve("report.json").toFile());
    // These profiles are of one and the same build.
    assertEquals("NOT_REPRODUCED", json.at("/comparisons/0/attribution/outcome").asText());
    assertEquals(0, json.at("/comparisons/0/attribution/suspects").size(), "nobody is blamed");
    assertTrue(Files.exists(report.resolve("report.html")));
  }

  @Test
  void profilesOfOneSideAreBadInput() throws IOException {
    String before = results("base.json", 2.8, 1, 1.01);
    assertEquals(2, run("compare", "--base", before, "--head", before, "--base-profiles", BASE));
    assertOneLine("--base-profiles, --head-profiles: one needs the other");
  }
}
