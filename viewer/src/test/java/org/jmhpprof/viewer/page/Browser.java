// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

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

/** A page in a browser, with a script of the test's that clicks and notes what it sees. */
final class Browser {
  private static final List<String> NAMES =
      List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");

  /** Keeps whatever goes wrong, and all requests, where the test can see them. */
  private static final String WATCH =
      """
      <script>
      window.problems = [];
      const show = () => document.documentElement.setAttribute('data-problems', window.problems.join(';'));
      window.onerror = message => { window.problems.push(String(message)); show(); };
      window.onunhandledrejection = e => { window.problems.push(String(e.reason)); show(); };
      new PerformanceObserver(list => list.getEntries().forEach(e => { window.problems.push('request ' + e.name); show(); }))
        .observe({ type: 'resource', buffered: true });
      </script>
      """;

  private static final String RUN =
      """
      <script>
      const $ = selector => document.querySelector(selector);
      const all = selector => [...document.querySelectorAll(selector)];
      const note = (name, value) => document.body.setAttribute('data-' + name, String(value));
      const frame = name => all('#graph g.frame').find(g => g.getAttribute('name') === name);
      const frames = () => all('#graph g.frame').map(g => g.getAttribute('name')).join(' ');
      const click = element => element.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      const press = key => $('#graph').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      const type = text => { $('#search').value = text; $('#search').dispatchEvent(new Event('input')); };
      const check = (phase, on) => {
        const box = $('[data-phase="' + phase + '"]');
        if (box.checked !== on) box.click();
      };
      const pick = (dim, i) => {
        const select = $('[data-dim="' + dim + '"]');
        select.selectedIndex = i;
        select.dispatchEvent(new Event('change'));
      };
      const row = name => all('#table tbody tr').find(tr => tr.dataset.function === name);
      const cells = tr => [...tr.children].map(td => td.textContent.replace(/\\s+/g, ' ')).join('|');
      const drawsItself = document.getElementById('page') !== null;
      (function wait() {
        if (drawsItself && !document.body.hasAttribute('data-drawn')) return setTimeout(wait, 10);
        /*{script}*/
      })();
      </script>
      """;

  private final Path directory;

  Browser(Path directory) {
    this.directory = directory;
  }

  /** Writes a page that runs a script, for another page to lead to. */
  static Path write(Path file, String page, String script) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(
        file,
        page.replace("<body>", "<body>" + WATCH)
            .replace("</body>", RUN.replace("/*{script}*/", script) + "</body>"));
  }

  /** The document after page and script have run; the test is skipped without a Chromium. */
  Seen open(String page, String script) throws IOException, InterruptedException {
    Optional<Path> browser =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(browser.isPresent(), "no Chromium is installed");
    Path file = write(directory.resolve("page.html"), page, script);
    Path out = directory.resolve("dom.html");
    Path errors = directory.resolve("browser.log");
    List<String> command = new ArrayList<>(List.of(browser.get().toString()));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--user-data-dir=" + directory.resolve("user"),
            "--window-size=1280,1000",
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
    return new Seen(Files.readString(out, StandardCharsets.UTF_8));
  }

  /** What was there in the end. */
  record Seen(String dom) {
    Seen {
      Matcher problems = Pattern.compile(" data-problems=\"([^\"]*)\"").matcher(dom);
      assertFalse(problems.find(), () -> problems.group(1));
      assertTrue(
          dom.contains(" data-drawn=\"") || !dom.contains(" id=\"page\""),
          "the page did not draw itself");
    }

    /** What the script noted. */
    String noted(String name) {
      Matcher noted = Pattern.compile(" data-" + name + "=\"([^\"]*)\"").matcher(dom);
      assertTrue(noted.find(), "the script did not note " + name);
      return noted
          .group(1)
          .replace("&lt;", "<")
          .replace("&gt;", ">")
          .replace("&amp;", "&")
          .replace("&nbsp;", " ");
    }
  }
}
