// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser makes of the HTML report; skipped where no Chromium is installed. */
class HtmlReportTest {
  private static final List<String> BROWSERS =
      List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");

  /** Keeps whatever goes wrong where the test can see it. */
  private static final String WATCH =
      """
      <script>
      window.problems = [];
      window.onerror = (message) => { window.problems.push(String(message)); show(); };
      window.alert = (text) => { window.problems.push('alert ' + text); show(); };
      function show() {
        document.documentElement.setAttribute('data-problems', window.problems.join(';'));
      }
      </script>
      """;

  @TempDir Path dir;

  private static Optional<Path> browser() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> BROWSERS.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The page as it is after it has run, with a script of the test's at its end. */
  private String dom(Report report, String script) throws IOException, InterruptedException {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no Chromium is installed");
    String page =
        HtmlReport.text(report)
            .replace("<body>", "<body>" + WATCH)
            .replace("</body>", "<script>" + script + "</script></body>");
    Path file = Files.writeString(dir.resolve("report.html"), page);
    Path out = dir.resolve("dom.html");
    Path errors = dir.resolve("browser.log");
    List<String> command = new ArrayList<>(List.of(browser.get().toString()));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--user-data-dir=" + dir.resolve("user"),
            "--virtual-time-budget=20000",
            "--dump-dom",
            file.toUri().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), "the browser did not end");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), Files.readString(errors));
    String dom = Files.readString(out, StandardCharsets.UTF_8);
    assertFalse(dom.contains(" data-problems=\""), () -> problems(dom));
    return dom;
  }

  private static String problems(String dom) {
    Matcher problems = Pattern.compile("data-problems=\"([^\"]*)\"").matcher(dom);
    return problems.find() ? problems.group(1) : "";
  }

  /** What the script wrote down. */
  private static String noted(String dom, String name) {
    Matcher noted = Pattern.compile("data-" + name + "=\"([^\"]*)\"").matcher(dom);
    assertTrue(noted.find(), "the script did not note " + name);
    return noted.group(1);
  }

  private static String note(String name, String expression) {
    return "document.body.setAttribute('data-%s', String(%s));\n".formatted(name, expression);
  }

  @Test
  void itDrawsForksIntervalsFunctionsAndTheFlameGraph() throws Exception {
    String dom =
        dom(
            Samples.report(),
            note("rows", "document.querySelectorAll('tr.comparison').length")
                + note("base", "document.querySelectorAll('#c0 circle.base').length")
                + note(
                    "head",
                    "document.querySelectorAll('#c0 .forks:not(.change) circle.head').length")
                + note("unsteady", "document.querySelectorAll('#c0 circle.unsteady').length")
                + note("intervals", "document.querySelectorAll('line.interval').length")
                + note("suspect", "document.querySelector('#c0 li.suspect').textContent")
                + note("functions", "document.querySelectorAll('#c0 tr.function').length")
                + note("total", "document.querySelector('#c0 tr.total').textContent")
                + note(
                    "frames",
                    "[...document.querySelectorAll('#c0 .flame g.frame')]"
                        + ".map(g => g.getAttribute('name')).sort().join(' ')")
                + note(
                    "fill",
                    "[...document.querySelectorAll('#c0 .flame g.frame')]"
                        + ".find(g => g.getAttribute('name') === 'demo.Work.guilty')"
                        + ".querySelector('rect').getAttribute('fill')"));
    assertEquals("8", noted(dom, "drawn"));
    assertEquals("8", noted(dom, "rows"));
    assertEquals("6", noted(dom, "base"));
    assertEquals("6", noted(dom, "head"));
    assertEquals("2", noted(dom, "unsteady"));
    assertEquals("4", noted(dom, "intervals"));
    assertTrue(noted(dom, "suspect").startsWith("demo.Work.guilty (Bench.java:12): +"), dom);
    assertEquals("6", noted(dom, "functions"));
    assertTrue(noted(dom, "total").startsWith("all CPU time"), noted(dom, "total"));
    assertEquals(
        "[GC] [timed loop] all demo.Bench.run demo.Work.guilty demo.Work.innocent"
            + Samples.TAG.replace("<", "&lt;").replace(">", "&gt;")
            + " java.util.List.&lt;init&gt;",
        noted(dom, "frames"));
    assertEquals("rgb(255,64,64)", noted(dom, "fill"), "slower is red");
  }

  @Test
  void theFlameGraphZoomsAndSearches() throws Exception {
    String frames = "[...document.querySelectorAll('#c0 .flame g.frame')]";
    String guilty = frames + ".find(g => g.getAttribute('name') === 'demo.Work.guilty')";
    String width = "Number(" + guilty + ".getAttribute('width'))";
    String dom =
        dom(
            Samples.report(),
            "const search = document.querySelector('#c0 input.search');\n"
                + "search.value = 'GUILTY'; search.dispatchEvent(new Event('input'));\n"
                + note("found", "document.querySelector('#c0 .details').textContent")
                + note("colour", guilty + ".querySelector('rect').getAttribute('fill')")
                + "search.value = ''; search.dispatchEvent(new Event('input'));\n"
                + note("before", width)
                + guilty
                + ".dispatchEvent(new MouseEvent('click', {bubbles: true}));\n"
                + note("after", width));
    assertEquals("1 frames", noted(dom, "found"));
    assertEquals("#e8c000", noted(dom, "colour"));
    double before = Double.parseDouble(noted(dom, "before"));
    double after = Double.parseDouble(noted(dom, "after"));
    assertTrue(before < 900 && after > 1000, before + " px, zoomed " + after + " px");
  }

  @Test
  void namesOfOthersAreTextNotMarkup() throws Exception {
    String dom = dom(Samples.report(), note("images", "document.querySelectorAll('img').length"));
    assertEquals("0", noted(dom, "images"));
  }

  @Test
  void theDriftOverTheLastRunsIsDrawn() throws Exception {
    String dom =
        dom(
            Samples.withHistory(4),
            note("tracks", "document.querySelectorAll('#history tr.track').length")
                + note("dots", "document.querySelectorAll('#history circle').length")
                + note("line", "document.querySelector('#history tr.track').textContent")
                + note(
                    "falling",
                    "[...document.querySelectorAll('#history circle')]"
                        + ".map(dot => Number(dot.getAttribute('cy')))"
                        + ".every((y, i, all) => i === 0 || y < all[i - 1])")
                + note("images", "document.querySelectorAll('img').length"));
    assertEquals("1", noted(dom, "tracks"));
    assertEquals("4", noted(dom, "dots"));
    assertTrue(noted(dom, "line").contains("0 %+3 %103 ns/op"), noted(dom, "line"));
    assertEquals("true", noted(dom, "falling"), "what costs more is higher up");
    assertEquals("0", noted(dom, "images"));
  }

  @Test
  void withoutAHistoryThereIsNoDrift() throws Exception {
    assertEquals(
        "null", noted(dom(Samples.report(), note("h", "document.querySelector('#history')")), "h"));
  }

  @Test
  void thousandsOfBenchmarksAreStillDrawn() throws Exception {
    String dom =
        dom(Samples.large(3000), note("rows", "document.querySelectorAll('tr.comparison').length"));
    assertEquals("3000", noted(dom, "rows"));
  }

  @Test
  void itRefersToNoOtherFile() {
    String page = HtmlReport.text(Samples.report());
    assertFalse(
        Pattern.compile("<(?:script|link|img|iframe)[^>]+(?:src|href)=").matcher(page).find());
    assertFalse(page.contains("@import"), "no style sheet either");
  }
}
