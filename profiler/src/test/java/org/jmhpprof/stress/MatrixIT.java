// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Profile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every collector of every JDK, at 10 kHz, over a workload that has a bit of everything: no crash,
 * no hang, and a valid profile in which nothing is missing. {@code -Dmatrix.seconds} says how long
 * each cell runs.
 */
class MatrixIT {
  private static final int SECONDS = Integer.getInteger("matrix.seconds", 3);
  private static final List<String> COLLECTORS =
      List.of("Serial", "Parallel", "G1", "Z", "Shenandoah");

  private record Cell(Path jdk, String collector) {
    @Override
    public String toString() {
      return jdk.getFileName() + ", " + collector;
    }
  }

  @TempDir Path directory;

  static List<Cell> cells() throws IOException, InterruptedException {
    List<Cell> cells = new ArrayList<>();
    for (Path jdk : JmhRun.jdks()) {
      for (String collector : COLLECTORS) {
        if (isBuiltIn(jdk, collector)) {
          cells.add(new Cell(jdk, collector));
        }
      }
    }
    return cells;
  }

  private static boolean isBuiltIn(Path jdk, String collector)
      throws IOException, InterruptedException {
    return new ProcessBuilder(jdk.resolve("bin/java").toString(), flag(collector), "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private static String flag(String collector) {
    return "-XX:+Use" + collector + "GC";
  }

  @ParameterizedTest
  @MethodSource("cells")
  void nothingBreaks(Cell cell) throws Exception {
    JmhRun run =
        JmhRun.of(
            Duration.ofSeconds(2L * SECONDS + 120),
            cell.jdk(),
            directory,
            "Mixed.everything",
            "-f",
            "1",
            "-t",
            "2",
            "-wi",
            "1",
            "-w",
            "1",
            "-i",
            "1",
            "-r",
            SECONDS + "s",
            "-foe",
            "true",
            "-prof",
            "pprof:interval=100us",
            "-jvmArgsAppend",
            flag(cell.collector()) + " -Xmx512m");
    assertEquals(0, run.status(), run.output());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          List.of(),
          files.filter(file -> file.getFileName().toString().startsWith("hs_err")).toList(),
          run.output());
    }
    List<Path> profiles = JmhRun.profiles(directory);
    assertEquals(1, profiles.size(), run.output());
    Profile profile = ProfileInvariants.read(profiles.get(0));
    assertTrue(profile.getSampleCount() > 0, run.output());
  }
}
