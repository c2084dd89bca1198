// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jmhpprof.gate.report.Exports.ExportReport;
import org.junit.jupiter.api.Test;

class ExportReportTest {
  @Test
  void aScoreIsAValueWithItsScatter() {
    List<ExportReport> all = ExportReport.of(Samples.report().suite());
    assertEquals(3, all.size(), "scores that have a value");
    ExportReport first = all.get(0);
    assertEquals("demo.Bench.run avgt", first.name());
    assertEquals("ns/op", first.unit());
    assertEquals(130, first.value());
    // Forks of 127.5, 128.5 up to 132.5.
    assertEquals("± 1.871", first.range());
    assertEquals(
        "6 forks\nregressed\ncost against base: +30.0 % [+25.0 %, +35.0 %]", first.extra());
  }
}
