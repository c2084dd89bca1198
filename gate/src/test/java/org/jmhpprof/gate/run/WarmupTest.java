// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.run.BlockRunner.Warmup;
import org.jmhpprof.gate.run.Build.BlockFiles.ForkResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmupTest {
  private static final String NAME = "made.up.B.c";

  @TempDir private Path directory;

  private List<ForkResult> forks(String iterations) throws Exception {
    BenchmarkJar jar =
        new BenchmarkJar(directory, directory, "Main", false, Optional.empty(), Set.of(), false);
    Build build = new Build("base", jar, directory, directory, Renames.NONE);
    Path results = build.files().results(NAME, 1);
    Files.createDirectories(results.getParent());
    Files.writeString(
        results,
        """
        [{"benchmark": "%s", "mode": "avgt", "threads": 1, "forks": 1, "warmupIterations": 5,
          "measurementIterations": %d,
          "primaryMetric": {"score": 1, "scoreUnit": "ns/op", "rawData": [[%s]]}}]
        """
            .formatted(NAME, iterations.split(",").length, iterations));
    SortedMap<String, String> none = new TreeMap<>();
    new BlockNote(NAME, 1, "", "", 1, "", new TreeMap<>(), none, none)
        .write(BlockNote.beside(results));
    return ForkResult.ofBlock(List.of(build), NAME, 1).orElseThrow();
  }

  @Test
  void aCostThatDriftsLengthensTheWarmupUpToThreeTimes() throws Exception {
    Warmup warmup = new Warmup();
    assertEquals(OptionalInt.empty(), warmup.iterations());
    List<ForkResult> drifting = forks("20, 19, 18, 17, 16, 15");
    assertTrue(warmup.lengthen(drifting).isPresent());
    assertEquals(OptionalInt.of(10), warmup.iterations());
  }

  @Test
  void aCostThatIsLevelDoesNot() throws Exception {
    Warmup warmup = new Warmup();
    assertEquals(Optional.empty(), warmup.lengthen(forks("15, 15.1, 15, 15.05, 15, 15.1")));
    assertEquals(OptionalInt.empty(), warmup.iterations());
  }

  @Test
  void fewIterationsTellALargeDriftOnly() throws Exception {
    assertTrue(new Warmup().lengthen(forks("48000, 26000, 15000")).isPresent());
    assertEquals(Optional.empty(), new Warmup().lengthen(forks("15, 16, 15.9")));
    assertEquals(Optional.empty(), new Warmup().lengthen(forks("15")));
  }

  /** Both forks of a pair of Scatter.streams on a busy machine, before C2 came to it. */
  @Test
  void scatterIsNoExcuse() throws Exception {
    for (String iterations :
        List.of("4180, 4170, 4444, 4159, 2099", "1609, 1599, 1675, 1596, 2680")) {
      Warmup warmup = new Warmup();
      assertTrue(warmup.lengthen(forks(iterations)).isPresent(), iterations);
    }
  }

  @Test
  void aRunThatGoesOnKeepsToItsWarmup() throws Exception {
    Warmup warmup = Warmup.of(10);
    assertEquals(OptionalInt.of(10), warmup.iterations());
    assertEquals(Optional.empty(), warmup.lengthen(forks("20, 19, 18, 17, 16, 15")));
    assertEquals(OptionalInt.of(10), warmup.iterations());
  }
}
