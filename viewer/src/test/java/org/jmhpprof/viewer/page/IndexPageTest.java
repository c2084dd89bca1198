// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jmhpprof.viewer.MadeProfile;
import org.jmhpprof.viewer.model.BadProfile;
import org.jmhpprof.viewer.model.ProfileGroup;
import org.jmhpprof.viewer.page.Browser.Seen;
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

  /** A benchmark whose only function takes so many ns per operation. */
  private static ProfileGroup group(Path directory, String function, int nanos) throws IOException {
    String loop = ";demo.Bench_run_jmhTest.run_avgt_jmhStub;Thread.run";
    Path file =
        MadeProfile.ofFork(1, 10, "cpu/nanoseconds")
            .sample(function + loop, "phase=measure", 10L * nanos)
            .write(directory.resolve("fork1.cpu.pb.gz"));
    return ProfileGroup.of(List.of(file), "").get(0);
  }

  @Test
  void aClickLeadsFromARowToThePageThatHasItsValues() throws Exception {
    for (String each : List.of("first 30", "second 45")) {
      String[] parts = each.split(" ");
      Path place = directory.resolve("demo.Bench.run-avgt,p=" + parts[0]);
      ProfileGroup group = group(place, "demo.Work." + parts[0], Integer.parseInt(parts[1]));
      Browser.write(
          place.resolve("profile.html"),
          BenchmarkPage.of(group),
          "note('total', $('#total').textContent); note('frames', frames());");
    }
    String index =
        IndexPage.of(
            List.of("score", "CPU time"),
            List.of(
                new IndexPage.Row(
                    "demo.Bench.run avgt, p=first",
                    "demo.Bench.run-avgt,p=first/profile.html",
                    List.of("31.000 ns/op", "30.000 ns/op")),
                new IndexPage.Row(
                    "demo.Bench.run avgt, p=second",
                    "demo.Bench.run-avgt,p=second/profile.html",
                    List.of("46.000 ns/op", "45.000 ns/op"))));
    Browser browser = new Browser(directory);
    Seen table =
        browser.open(
            index, "note('rows', all('tr').map(cells).join(';')); note('title', document.title);");
    assertEquals("Profiles", table.noted("title"));
    assertEquals(
        "benchmark|score|CPU time"
            + ";demo.Bench.run avgt, p=first|31.000 ns/op|30.000 ns/op"
            + ";demo.Bench.run avgt, p=second|46.000 ns/op|45.000 ns/op",
        table.noted("rows"));
    Seen second = browser.open(index, "all('a')[1].click();");
    assertEquals("CPU time: 45 ns/op", second.noted("total"));
    assertEquals("all timed loop demo.Work.second", second.noted("frames"));
    Seen first = browser.open(index, "all('a')[0].click();");
    assertEquals("CPU time: 30 ns/op", first.noted("total"));
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
