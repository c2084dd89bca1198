// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {
  private static final Measured GOOD =
      new Measured(Finding.near(Answer.TOTALS, "A.good", ", 1ms", 100.5, 100, 2), "JDK 17, perf");
  private static final Measured NEAR =
      new Measured(Finding.near(Answer.TOTALS, "A.near", "", 98.1, 100, 2), "JDK 25, timer");
  private static final Measured FAR =
      new Measured(Finding.near(Answer.SCORE, "A.far", "", 104, 100, 3), "JDK 17, perf");

  @Test
  void theSummaryNamesTheCaseNearestToItsLimit() throws Exception {
    List<String> lines = new Tables(List.of(GOOD, NEAR, FAR)).summary().lines().toList();
    assertEquals(
        "| [CPU time of the workers](accuracy-tables.md#cpu-time-of-the-workers) | 2 of 2"
            + " | -1.90 % (within 2 %): A.near; JDK 25, timer |",
        lines.get(2));
    assertTrue(lines.get(3).contains("| 0 of 1 | **+4.00 %** (within 3 %): A.far;"), lines.get(3));
  }

  @Test
  void theSummaryHasSixteenLinesAtMost() {
    assertTrue(Answer.values().length + 2 <= 16);
  }

  @Test
  void aCaseIsARowAndAJdkWithAClockAColumn() {
    assertEquals(
        List.of(
            "| case | expected | JDK 17, perf | JDK 25, timer |",
            "|---|---|---|---|",
            "| A.good, 1ms | within 2 % | +0.50 % |  |",
            "| A.near | within 2 % |  | -1.90 % |"),
        new Tables(List.of(GOOD, NEAR))
            .cases()
            .lines()
            .filter(line -> line.startsWith("|"))
            .toList());
  }

  @Test
  void whatAClassKeepsReplacesWhatItKeptBefore(@TempDir Path directory) throws Exception {
    Measured.keep(directory, "OneIT", List.of(GOOD));
    Measured.keep(directory, "TwoIT", List.of(FAR));
    Measured.keep(directory, "OneIT", List.of(NEAR));
    assertEquals(List.of(NEAR, FAR), Measured.all(directory));
  }

  @Test
  void aMissingValueIsNotWithinItsLimit() {
    assertFalse(Finding.near(Answer.SCORE, "A.none", "", Double.NaN, 1, 3).within());
    assertFalse(Finding.atMost(Answer.SCORE, "A.none", "", Double.NaN, 1).within());
    assertFalse(Finding.atLeast(Answer.SCORE, "A.none", "", Double.NaN, 1).within());
  }
}
