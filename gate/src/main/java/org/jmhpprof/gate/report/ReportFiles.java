// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes all formats of a report into a directory. */
public final class ReportFiles {
  private ReportFiles() {}

  /**
   * Writes them; each file is replaced as a whole.
   *
   * @throws IOException naming the file that could not be written
   */
  public static void write(Report report, Path directory) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("report.json", JsonReport.text(report));
    files.put("report.md", MarkdownReport.text(report));
    files.put("junit.xml", JunitReport.text(report));
    files.put("report.sarif", SarifReport.text(report));
    files.put("report.html", HtmlReport.text(report));
    Files.createDirectories(directory);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path temporary = directory.resolve(file.getKey() + ".tmp");
      // Not writeString, which refuses half a surrogate pair instead of replacing it.
      Files.write(temporary, file.getValue().getBytes(StandardCharsets.UTF_8));
      Files.move(
          temporary,
          directory.resolve(file.getKey()),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
