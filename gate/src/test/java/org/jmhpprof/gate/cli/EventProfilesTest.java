// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.viewer.model.Code;
import org.jmhpprof.viewer.model.MergedFile;
import org.jmhpprof.viewer.model.Profiles;
import org.jmhpprof.viewer.model.Source;
import org.jmhpprof.viewer.model.ValueKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare} with profiles of allocation and of wall time beside those of CPU time. */
class EventProfilesTest {
  private static final Path CPU = Path.of("src/test/resources/profiles");
  private static final String BENCHMARK = "org.jmhpprof.benchmarks.Demo.hash";
  private static final Code.Mapping JAVA =
      new Code.Mapping(0, 0, 0, "java", "", true, true, true, false);
  private static final ValueKind SPACE = new ValueKind("alloc_space", "bytes");
  private static final ValueKind WALL = new ValueKind("wall", "nanoseconds");

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Profiles of CPU time alone, of both sides. */
  @BeforeEach
  void profiles() throws IOException {
    for (String side : List.of("base", "head")) {
      Path to = Files.createDirectories(dir.resolve(side));
      for (int fork = 1; fork <= 3; fork++) {
        String name = "fork" + fork + ".cpu.pb.gz";
        Files.copy(CPU.resolve(side).resolve(BENCHMARK + "-avgt").resolve(name), to.resolve(name));
      }
    }
  }

  /** One stack: leaf first, its phase and state, and what it took in all. */
  private record Stack(String frames, String phase, String state, long value) {
    static Stack measured(String frames, String state, long value) {
      return new Stack(
          frames + ";" + BENCHMARK + ";a.jmh_generated.X.hash_avgt_jmhStub;java.lang.Thread.run",
          "measure",
          state,
          value);
    }
  }

  private void write(String file, ValueKind kind, int fork, long operations, Stack... stacks)
      throws IOException {
    Profiles profile = new Profiles();
    List<String> comments =
        List.of(
            "benchmark=" + BENCHMARK,
            "mode=avgt",
            "threads=1",
            "fork=" + fork,
            "ops=" + operations);
    int source =
        profile.begin(
            new Source(dir.resolve(file), List.of(kind), 0, kind, 1, 0, 1_000_000, comments));
    for (Stack stack : stacks) {
      String[] frames = stack.frames.split(";");
      int node = 0;
      for (int i = frames.length - 1; i >= 0; i--) {
        Code.Function function = new Code.Function(frames[i], frames[i] + "()", "Demo.java", 0);
        node =
            profile.node(
                node,
                profile.location(
                    new Code.Location(JAVA, 0, List.of(new Code.Line(function, 7)), false)));
      }
      List<Code.Label> labels = new ArrayList<>();
      labels.add(new Code.Label("phase", stack.phase, 0, ""));
      if (!stack.state.isEmpty()) {
        labels.add(new Code.Label("state", stack.state, 0, ""));
      }
      profile.add(node, profile.tags(source, labels), 0, stack.value);
    }
    MergedFile.write(dir.resolve(file), profile);
  }

  private String results(String name, double score, double allocated) throws IOException {
    StringBuilder scores = new StringBuilder();
    StringBuilder bytes = new StringBuilder();
    for (double factor : new double[] {1, 1.01, 0.99, 1.02, 0.98}) {
      String comma = scores.isEmpty() ? "" : ",";
      scores.append(comma).append("[").append(score * factor).append("]");
      bytes.append(comma).append("[").append(allocated + factor / 100).append("]");
    }
    String metric =
        """
        {"score":%s,"scoreError":"NaN","scoreConfidence":["NaN","NaN"],"scorePercentiles":{},
        "scoreUnit":"%s","rawData":[%s]}""";
    String text =
        """
        [{"jmhVersion":"1.37","benchmark":"%s","mode":"avgt","threads":1,"forks":5,"jvm":"java",
        "jvmArgs":[],"jdkVersion":"17","vmName":"VM","vmVersion":"17","warmupIterations":1,
        "warmupTime":"1 s","warmupBatchSize":1,"measurementIterations":1,"measurementTime":"1 s",
        "measurementBatchSize":1,"primaryMetric":%s,"secondaryMetrics":{"gc.alloc.rate.norm":%s}}]
        """
            .formatted(
                BENCHMARK,
                metric.formatted(score, "us/op", scores),
                metric.formatted(allocated, "B/op", bytes));
    return Files.writeString(dir.resolve(name), text).toString();
  }

  /** The notes of both metrics: of the score, and of what is allocated. */
  private List<List<String>> notes(double slower, double allocated, String... more)
      throws IOException {
    Path report = dir.resolve("report");
    List<String> words =
        new ArrayList<>(
            List.of(
                "compare",
                "--base",
                results("base.json", 2.8, 100),
                "--head",
                results("head.json", 2.8 * slower, allocated),
                "--base-profiles",
                dir.resolve("base").toString(),
                "--head-profiles",
                dir.resolve("head").toString(),
                "--report",
                report.toString()));
    words.addAll(List.of(more));
    int status =
        Gate.execute(
            new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
    assertTrue(status < 2, out + "\n" + err);
    JsonNode comparisons =
        new ObjectMapper().readTree(report.resolve("report.json").toFile()).get("comparisons");
    List<List<String>> notes = List.of(new ArrayList<>(), new ArrayList<>());
    for (JsonNode each : comparisons) {
      boolean score = each.get("metric").asText().equals("score");
      each.get("notes").forEach(note -> notes.get(score ? 0 : 1).add(note.asText()));
    }
    return notes;
  }

  @Test
  void moreAllocationIsLaidToItsSites() throws IOException {
    for (int fork = 1; fork <= 2; fork++) {
      // A fork that ran longer allocates no more per operation.
      long operations = 1000L * fork;
      write(
          "base/fork" + fork + ".alloc.pb.gz",
          SPACE,
          fork,
          operations,
          Stack.measured("byte[];java.util.Arrays.copyOf;demo.Parser.read", "", 64 * operations),
          Stack.measured("demo.Node;demo.Parser.read", "", 36 * operations));
      write(
          "head/fork" + fork + ".alloc.pb.gz",
          SPACE,
          fork,
          operations,
          Stack.measured("byte[];java.util.Arrays.copyOf;demo.Parser.read", "", 112 * operations),
          Stack.measured("demo.Node;demo.Parser.read", "", 36 * operations),
          Stack.measured("demo.Node;demo.Parser.copy", "", 18 * operations),
          Stack.measured("int[];demo.Parser.tiny", "", 2 * operations),
          new Stack("long[];java.lang.Thread.run", "harness", "", 999 * operations));
    }
    List<String> found = notes(1, 168).get(1);
    assertEquals(
        List.of(
            "+48 ± 0 B/op: byte[] in demo.Parser.read",
            "+18 ± 0 B/op: demo.Node in demo.Parser.copy"),
        found);
    assertTrue(out.toString().contains("  " + found.get(0)), "on the terminal, too: " + out);
  }

  @Test
  void renamedCodeIsTheSameSite() throws IOException {
    write("base/fork1.alloc.pb.gz", SPACE, 1, 1, Stack.measured("byte[];demo.Old.read", "", 64));
    write(
        "head/fork1.alloc.pb.gz",
        SPACE,
        1,
        1,
        Stack.measured("byte[];demo.New.read", "", 64),
        Stack.measured("byte[];demo.New.other", "", 32));
    Path config =
        Files.writeString(dir.resolve("gate.json"), "{\"renamed\": {\"demo.Old\": \"demo.New\"}}");
    assertEquals(
        List.of("+32 B/op: byte[] in demo.New.other"),
        notes(1, 168, "--config", config.toString()).get(1));
  }

  @Test
  void aBenchmarkThatWaitsIsExplainedByWallTime() throws IOException {
    for (int fork = 1; fork <= 3; fork++) {
      long scatter = 10 * fork;
      write(
          "base/fork" + fork + ".wall.pb.gz",
          WALL,
          fork,
          10,
          Stack.measured("demo.Client.compute", "running", 20_000),
          Stack.measured("read;java.net.Socket.read;demo.Client.ask", "in native", 4_000 + scatter),
          new Stack("park;demo.Pool.take;java.lang.Thread.run", "program", "parked", 900_000));
      write(
          "head/fork" + fork + ".wall.pb.gz",
          WALL,
          fork,
          10,
          Stack.measured("demo.Client.compute", "running", 20_000 + scatter),
          Stack.measured(
              "read;java.net.Socket.read;demo.Client.ask", "in native", 14_000 + scatter),
          new Stack("park;demo.Pool.take;java.lang.Thread.run", "program", "parked", 990_000));
    }
    List<String> found = notes(1.4, 100).get(0);
    assertEquals(
        List.of("+1000 ± 1.6 ns/op: read (in native) in demo.Client.ask"),
        found.stream().filter(note -> note.contains("ns/op:")).toList(),
        found.toString());
  }

  @Test
  void whatDidNotChangeOrHasOneSideOnlyNeedsNoExplanation() throws IOException {
    write("head/fork1.alloc.pb.gz", SPACE, 1, 1, Stack.measured("byte[];demo.A.a", "", 500));
    assertEquals(List.of(), notes(1, 168).get(1));
    write("base/fork1.alloc.pb.gz", SPACE, 1, 1, Stack.measured("byte[];demo.A.a", "", 100));
    assertEquals(List.of(), notes(1.001, 100).get(1));
    assertEquals(1, notes(1, 168).get(1).size());
  }

  @Test
  void aBrokenProfileIsOneLine() throws IOException {
    Files.writeString(dir.resolve("base/fork1.wall.pb.gz"), "broken");
    int status =
        Gate.execute(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            "compare",
            "--base",
            results("base.json", 2.8, 100),
            "--head",
            results("head.json", 2.9, 100),
            "--base-profiles",
            dir.resolve("base").toString(),
            "--head-profiles",
            dir.resolve("head").toString());
    assertEquals(2, status);
    assertTrue(err.toString().contains("fork1.wall.pb.gz: "), err.toString());
    assertFalse(err.toString().strip().contains("\n"), err.toString());
  }
}
