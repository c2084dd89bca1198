// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import static org.jmhpprof.viewer.page.ProfilePage.escaped;

import java.util.List;

/** The page over all benchmarks of a run: a table, with a link to the page of each. */
public final class IndexPage {
  private IndexPage() {}

  /**
   * A benchmark.
   *
   * @param link to its page, relative to this one
   * @param figures one per head; "" where there is none
   */
  public record Row(String benchmark, String link, List<String> figures) {}

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
    return ProfilePage.resource("index.html")
        .replace("/*{style}*/", ProfilePage.resource("common.css"))
        .replace("/*{table}*/", table);
  }
}
