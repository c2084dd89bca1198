// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jmhpprof.viewer.model.BadProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexPageTest {
  @TempDir Path directory;

  private static String page(String figure) {
    return IndexPage.of(
        List.of("score"),
        List.of(new IndexPage.Row("a<b> avgt", "a-avgt/profile.html", List.of(figure))));
  }

  @Test
  void eachBenchmarkHasARowWithItsLinkAsTextNotMarkup() {
    String page = page("5 us/op");
    assertTrue(page.contains("<a href=\"a-avgt/profile.html\">a&lt;b&gt; avgt</a>"), page);
    assertTrue(page.contains("<td class=\"number\">5 us/op</td>"), page);
  }

  @Test
  void anOldPageIsReplacedAndSomebodyElsesIsNot() throws Exception {
    Path index = directory.resolve("index.html");
    IndexPage.write(index, page("1"));
    IndexPage.write(index, page("2"));
    assertTrue(Files.readString(index).contains(">2<"));
    Files.writeString(index, "<html>my site</html>");
    String line =
        assertThrows(BadProfile.class, () -> IndexPage.write(index, page("3"))).getMessage();
    assertEquals(index + ": is not a page of jmh-pprof and is left as it is", line);
    assertEquals("<html>my site</html>", Files.readString(index));
  }
}
