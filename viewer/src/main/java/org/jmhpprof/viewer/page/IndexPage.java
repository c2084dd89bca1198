// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import static org.jmhpprof.viewer.page.ProfilePage.escaped;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jmhpprof.viewer.model.BadProfile;

/** The page over all benchmarks of a run: a table, with a link to the page of each. */
public final class IndexPage {
  private static final String OWN = "<meta name=\"generator\" content=\"jmh-pprof\">";
  private static final int HEAD = 1000;

  private IndexPage() {}

  /**
   * A benchmark.
   *
   * @param link to its page, relative to this one
   * @param figures one per head; "" where there is none
   */
  public record Row(String benchmark, String link, List<String> figures) {}

  /**
   * Writes the page. A file of somebody else's is left alone: its directory may be that of a web
   * site.
   *
   * @throws BadProfile one line, if it cannot be written or is somebody else's
   */
  public static void write(Path file, String page) throws BadProfile {
    if (Files.isRegularFile(file) && !isOwn(file)) {
      throw new BadProfile(file, "is not a page of jmh-pprof and is left as it is");
    }
    ProfilePage.write(file, page);
  }

  private static boolean isOwn(Path file) throws BadProfile {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD), StandardCharsets.UTF_8).contains(OWN);
    } catch (IOException e) {
      throw new BadProfile(file, "cannot be read (" + e + ")");
    }
  }

  /**
   * The page.
   *
   * @param heads of the figures
   */
  public static String of(List<String> heads, List<Row> rows) {
    StringBuilder table = new StringBuilder("<table><thead><tr><th scope=\"col\">benchmark</th>");
    heads.forEach(
        head ->
            table
                .append("<th scope=\"col\" class=\"number\">")
                .append(escaped(head))
                .append("</th>"));
    table.append("</tr></thead>\n<tbody>\n");
    for (Row row : rows) {
      table.append("<tr><th scope=\"row\"><a href=\"").append(escaped(row.link)).append("\">");
      table.append(escaped(row.benchmark)).append("</a></th>");
      row.figures.forEach(
          figure -> table.append("<td class=\"number\">").append(escaped(figure)).append("</td>"));
      table.append("</tr>\n");
    }
    table.append("</tbody></table>");
    return PageText.own("index.html")
        .replace("/*{style}*/", PageText.own("common.css"))
        .replace("/*{table}*/", table);
  }
}
