// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.report.Exports.CsvReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReportTest {
  @TempDir private Path directory;

  private List<Map<String, String>> read(SuiteResult suite) throws Exception {
    Path file = directory.resolve("new/suite.csv");
    CsvReport.write(suite, file);
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(file.toFile())) {
      return rows.readAll();
    }
  }

  @Test
  void aRowHasTheFiguresOfItsComparison() throws Exception {
    SuiteResult suite = Samples.report().suite();
    List<Map<String, String>> rows = read(suite);
    assertEquals(suite.comparisons().size(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      Comparison each = suite.comparisons().get(i);
      Map<String, String> row = rows.get(i);
      assertEquals(27, row.size());
      assertEquals(each.key().benchmark(), row.get("benchmark"));
      assertEquals(each.verdict().name(), row.get("verdict"));
      assertEquals(String.join("; ", each.notes()), row.get("notes"));
      assertEquals(number(each.baseValue()), row.get("base"));
      Estimate estimate = each.estimate().orElse(null);
      assertEquals(estimate == null ? "" : number(estimate.ratio()), row.get("ratio"));
      assertEquals(estimate == null ? "" : number(estimate.upper()), row.get("upper"));
      assertEquals(estimate == null ? "" : estimate.method().toString(), row.get("method"));
    }
    Map<String, String> first = rows.get(0);
    assertEquals("6", first.get("headForks"));
    // Forks of 97.5, 98.5 up to 102.5.
    assertEquals(Math.sqrt(3.5) / 100, Double.parseDouble(first.get("baseScatter")), 1e-12);
    assertTrue(rows.get(7).get("benchmark").contains("\n"), "a name with a line break");
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.valueOf(value);
  }
}
