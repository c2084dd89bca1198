// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.stress;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.accuracy.Setting;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Threads that wait for a monitor while collectors and thread dumps walk their stacks: a sampler
 * that changes what others read crashes the JVM here within a minute.
 *
 * <p>{@code -Dcontended=full} runs every cell, {@code -Dcontended.seconds} says for how long.
 */
class ContendedIT {
  private static final boolean FULL = "full".equals(System.getProperty("contended"));
  private static final int SECONDS = Integer.getInteger("contended.seconds", FULL ? 60 : 20);

  private static final int ORDINARY_SECONDS = Math.min(SECONDS, 15);

  private record Cell(Setting setting, String collector, String interval, String benchmark) {
    /** Concurrent collectors walk the stacks of a running program. */
    boolean isShort() throws IOException {
      return setting.feature() >= 25
          && interval.equals("50us")
          && !collector.equals("G1")
          && setting.takesMostStacks();
    }

    @Override
    public String toString() {
      return String.join(", ", setting.toString(), collector, interval, benchmark);
    }
  }

  @TempDir Path directory;

  static List<Cell> cells() throws IOException, InterruptedException {
    List<Cell> cells = new ArrayList<>();
    for (Setting setting : Setting.all()) {
      for (String collector : List.of("Z", "Shenandoah", "G1")) {
        for (String interval : List.of("50us", "1ms")) {
          for (String benchmark : List.of("allocation", "everything")) {
            Cell cell = new Cell(setting, collector, interval, benchmark);
            if ((FULL || cell.isShort()) && Fork.isBuiltIn(setting.jdk(), collector)) {
              cells.add(cell);
            }
          }
        }
      }
    }
    return cells;
  }

  /** With {@code auto}, the clock of most users. */
  static List<Cell> ordinaryCells() throws IOException, InterruptedException {
    List<Cell> cells = new ArrayList<>();
    for (Path jdk : JmhRun.jdks()) {
      for (String collector : List.of("Z", "Shenandoah")) {
        if (Fork.isBuiltIn(jdk, collector)) {
          Setting setting = new Setting(jdk, JmhRun.feature(jdk), "auto");
          cells.add(new Cell(setting, collector, "50us", "allocation"));
        }
      }
    }
    return cells;
  }

  @ParameterizedTest
  @MethodSource("ordinaryCells")
  void soTheyAreForAnOrdinaryUser(Cell cell) throws Exception {
    assumeTrue(Setting.isRoot(), "needs the right to become somebody else");
    Fork.runsAsNobody(
        cell.setting().jdk(),
        cell.collector(),
        directory,
        FULL ? SECONDS : ORDINARY_SECONDS,
        "Contended." + cell.benchmark() + "$",
        "pprof:interval=" + cell.interval());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void waitingThreadsAreWalkedByOthersToo(Cell cell) throws Exception {
    Fork.runs(
        cell.setting().jdk(),
        cell.collector(),
        directory,
        SECONDS,
        "Contended." + cell.benchmark() + "$",
        "pprof:clock=" + cell.setting().clock() + ";interval=" + cell.interval());
  }
}
