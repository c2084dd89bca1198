// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.stress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.jmh.JmhRun;
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
        if (Fork.isBuiltIn(jdk, collector)) {
          cells.add(new Cell(jdk, collector));
        }
      }
    }
    return cells;
  }

  @ParameterizedTest
  @MethodSource("cells")
  void nothingBreaks(Cell cell) throws Exception {
    Fork.runs(
        cell.jdk(),
        cell.collector(),
        directory,
        SECONDS,
        "Mixed.everything",
        "pprof:interval=100us;event=all;alloc-interval=64k;wall-interval=1ms",
        "-t",
        "2");
  }
}
