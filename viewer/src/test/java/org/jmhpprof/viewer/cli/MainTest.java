// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.jmhpprof.viewer.MadeProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final String[] KINDS = {"samples/count", "cpu/nanoseconds"};

  @TempDir Path directory;
  private Path first;
  private Path second;
  private String out = "";
  private String err = "";

  @BeforeEach
  void profiles() throws IOException {
    first =
        MadeProfile.ofFork(1, 10, KINDS)
            .sample("f;main", "fork=1", 1, 100)
            .sample("g;main", "fork=1", 1, 300)
            .write(directory.resolve("run/b/fork1.cpu.pb.gz"));
    second =
        MadeProfile.ofFork(2, 20, KINDS)
            .sample("f;main", "fork=2", 1, 800)
            .write(directory.resolve("run/b/fork2.cpu.pb.gz"));
  }

  private int run(Object... words) {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    int status =
        Main.run(
            new PrintStream(stdout, true, StandardCharsets.UTF_8),
            new PrintStream(stderr, true, StandardCharsets.UTF_8),
            List.of(words).stream().map(String::valueOf).toArray(String[]::new));
    out = stdout.toString(StandardCharsets.UTF_8);
    err = stderr.toString(StandardCharsets.UTF_8);
    return status;
  }

  private static Profile read(Path file) throws IOException {
    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
      return Profile.parseFrom(in);
    }
  }

  private static long total(Profile profile) {
    return profile.getSampleList().stream().flatMapToLong(s -> LongStream.of(s.getValue(1))).sum();
  }

  @Test
  void topIsPerOperation() {
    assertEquals(0, run("top", "-n", 1, directory.resolve("run")), err);
    assertEquals(
        List.of(
            "demo.Bench.run avgt",
            "cpu, 2 files, 40.000 ns/op in all",
            "     self       cum          ns/op  function",
            "   62.50%    62.50%         25.000  f"),
        out.lines().limit(4).toList());
  }

  @Test
  void diffIsPerOperationAndWritesAPage() throws IOException {
    Path page = directory.resolve("diff.html");
    assertEquals(0, run("diff", "-o", page, first, second), err);
    List<String> lines = out.lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
    assertEquals("cpu, 1 file and 1 file", lines.get(1), out);
    assertTrue(lines.contains("40.000 40.000 0.000 all"), out);
    assertTrue(lines.contains("10.000 40.000 +30.000 f"), out);
    assertTrue(lines.contains("30.000 0.000 -30.000 g"), out);
    assertTrue(Files.readString(page).contains("<title>Change: demo.Bench.run avgt</title>"));
  }

  @Test
  void mergeAddsUpAndKeepsLabels() throws IOException {
    Path merged = directory.resolve("all.pb.gz");
    assertEquals(0, run("merge", "-o", merged, directory.resolve("run")), err);
    Profile profile = read(merged);
    assertEquals(1200, total(profile));
    assertEquals(3, profile.getSampleCount());
    assertTrue(profile.getSampleList().stream().allMatch(sample -> sample.getLabelCount() == 1));
    assertEquals("java", profile.getStringTable((int) profile.getMapping(0).getFilename()));
    List<String> comments =
        profile.getCommentList().stream().map(i -> profile.getStringTable(i.intValue())).toList();
    assertTrue(comments.contains("ops=30") && comments.contains("merged=2"), comments.toString());
    assertFalse(comments.contains("fork=1"));
    // What was merged is a profile like any other.
    assertEquals(0, run("top", merged), err);
    assertTrue(out.contains("40.000 ns/op in all"), out);
  }

  @Test
  void mergeNamesTheKindsToChooseFrom() throws IOException {
    Path wall =
        new MadeProfile("samples/count", "wall/nanoseconds")
            .sample("f", "", 1, 5)
            .write(directory.resolve("run/w.wall.pb.gz"));
    Path merged = directory.resolve("all.pb.gz");
    assertEquals(1, run("merge", "-o", merged, first, wall));
    assertEquals(
        "jmh-pprof: these are profiles of several kinds: choose one with -e cpu, -e wall",
        err.strip());
    assertEquals(0, run("merge", "-e", "wall", "-o", merged, first, wall), err);
    assertEquals(5, total(read(merged)));
  }

  @Test
  void mergedBenchmarksAreToldApartByALabel() throws IOException {
    Path other =
        new MadeProfile(KINDS)
            .comment("benchmark=demo.Other.run")
            .comment("mode=avgt")
            .comment("ops=1")
            .sample("f;main", "", 5, 50)
            .write(directory.resolve("other.pb.gz"));
    Path merged = directory.resolve("all.pb.gz");
    assertEquals(0, run("merge", "-o", merged, first, other), err);
    Profile profile = read(merged);
    assertEquals(450, total(profile));
    for (Sample sample : profile.getSampleList()) {
      assertTrue(
          sample.getLabelList().stream()
              .anyMatch(l -> profile.getStringTable((int) l.getKey()).equals("benchmark")));
    }
  }

  @Test
  void equalSamplesOfSeveralFilesAreOne() throws IOException {
    Path a = new MadeProfile(KINDS).sample("f", "", 1, 5).write(directory.resolve("a.pb.gz"));
    Path b = new MadeProfile(KINDS).sample("f", "", 2, 6).write(directory.resolve("b.pb.gz"));
    assertEquals(0, run("merge", "-o", directory.resolve("c.pb.gz"), a, b), err);
    Profile profile = read(directory.resolve("c.pb.gz"));
    assertEquals(1, profile.getSampleCount());
    assertEquals(List.of(3L, 11L), profile.getSample(0).getValueList());
  }

  @Test
  void htmlWritesAPageBesideTheProfiles() throws IOException {
    assertEquals(0, run("html", directory.resolve("run")), err);
    assertTrue(
        Files.readString(directory.resolve("run/b/profile.html"))
            .contains("<title>demo.Bench.run avgt</title>"));
  }

  @Test
  void wrongArgumentsAreOneLineAndStatus2() {
    for (Object[] words :
        List.<Object[]>of(
            new Object[] {},
            new Object[] {"show"},
            new Object[] {"top"},
            new Object[] {"top", "-x", "1", first},
            new Object[] {"top", "-n", "0", first},
            new Object[] {"top", "-n"},
            new Object[] {"merge", first},
            new Object[] {"diff", first})) {
      assertEquals(2, run(words), out + err);
      assertEquals(1, err.lines().count(), err);
    }
    assertEquals(0, run("--help"));
    assertTrue(out.startsWith("Usage: "), out);
  }

  @Test
  void badInputIsOneLineAndStatus1() throws IOException {
    Path text = Files.writeString(directory.resolve("no.pb"), "no profile\n");
    Path alloc =
        MadeProfile.ofFork(1, 10, "alloc_space/bytes")
            .sample("x", "", 1)
            .write(directory.resolve("fork1.alloc.pb.gz"));
    Files.createDirectories(directory.resolve("empty"));
    for (Object[] words :
        List.<Object[]>of(
            new Object[] {"top", text},
            new Object[] {"html", directory.resolve("none")},
            new Object[] {"top", directory.resolve("empty")},
            new Object[] {"top", "-e", "wall", first},
            new Object[] {"diff", first, alloc},
            new Object[] {"merge", "-o", directory.resolve("x.pb.gz"), first, alloc},
            new Object[] {"merge", "-o", directory.resolve("no/such/x.pb.gz"), first})) {
      assertEquals(1, run(words), out + err);
      assertEquals(1, err.lines().count(), err);
    }
    assertFalse(Files.exists(directory.resolve("x.pb.gz")));
  }
}
