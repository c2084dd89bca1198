// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jmhpprof.gate.model.Renames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmupTest {
  private static final String NAME = "made.up.B.c";

  @TempDir private Path directory;

  private List<Build> build(String iterations) throws IOException {
    BenchmarkJar jar =
        new BenchmarkJar(directory, directory, "Main", false, Optional.empty(), false);
    Build build = new Build("base", jar, directory, directory, Renames.NONE);
    Path results = build.files().results(NAME, 1);
    Files.createDirectories(results.getParent());
    Files.writeString(
        results,
        """
        [{"benchmark": "%s", "mode": "avgt", "threads": 1, "forks": 1, "warmupIterations": 5,
          "measurementIterations": 6,
          "primaryMetric": {"score": 1, "scoreUnit": "ns/op", "rawData": [[%s]]}}]
        """
            .formatted(NAME, iterations));
    return List.of(build);
  }

  @Test
  void aCostThatDriftsLengthensTheWarmupUpToThreeTimes() throws Exception {
    Warmup warmup = new Warmup();
    assertEquals(OptionalInt.empty(), warmup.iterations());
    List<Build> drifting = build("20, 19, 18, 17, 16, 15");
    assertTrue(warmup.lengthen(drifting, NAME, 1).isPresent());
    assertEquals(OptionalInt.of(10), warmup.iterations());
  }

  @Test
  void aCostThatIsLevelDoesNot() throws Exception {
    Warmup warmup = new Warmup();
    assertEquals(
        Optional.empty(), warmup.lengthen(build("15, 15.1, 15, 15.05, 15, 15.1"), NAME, 1));
    assertEquals(OptionalInt.empty(), warmup.iterations());
  }

  @Test
  void aRunThatGoesOnKeepsToItsWarmup() throws Exception {
    Warmup warmup = Warmup.of(10);
    assertEquals(OptionalInt.of(10), warmup.iterations());
    assertEquals(Optional.empty(), warmup.lengthen(build("20, 19, 18, 17, 16, 15"), NAME, 1));
    assertEquals(OptionalInt.of(10), warmup.iterations());
  }
}
