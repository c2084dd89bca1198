// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Source lines in {@code go tool pprof} and in its web pages; skipped where Go is not installed.
 */
class PprofSourceTest {
  /** The libraries of the profile are on no disk. */
  private static final String UNSYMBOLIZED = "-symbolize=none";

  @TempDir Path dir;
  private Path file;
  private Path sources;

  @BeforeAll
  static void goIsInstalled() throws InterruptedException {
    assumeTrue(PprofTool.isInstalled(), "go is not installed");
  }

  @BeforeEach
  void writeAProfileAndItsSource() throws IOException {
    file = dir.resolve("fork1.cpu.pb.gz");
    GoldenProfile.write(file, Event.CPU, 1, "benchmark=demo.Sort.sort");
    sources = Files.createDirectories(dir.resolve("src/demo"));
    String text =
        IntStream.rangeClosed(1, 50)
            .mapToObj(line -> "// text of line " + line)
            .collect(Collectors.joining("\n"));
    Files.writeString(sources.resolve("Sort.java"), text);
  }

  /** The line of a listing, with the spaces taken out that align it. */
  private static String line(String listing, int number) {
    Pattern ending = Pattern.compile(" " + number + ": ?// text of line " + number + "$");
    List<String> found =
        listing.lines().map(String::stripTrailing).filter(ending.asPredicate()).toList();
    assertEquals(1, found.size(), listing);
    return found.get(0).strip().replaceAll(" +", " ");
  }

  @Test
  void aListingHasTheSourceAndTheValueOfEachLine() throws Exception {
    String list =
        PprofTool.run(
            dir, file, "-list=^demo.Sort.insert$", UNSYMBOLIZED, "-source_path=" + sources);
    assertEquals(". 4ms 32:// text of line 32", line(list, 32));
    list =
        PprofTool.run(dir, file, "-list=^demo.Sort.sort$", UNSYMBOLIZED, "-source_path=" + sources);
    assertEquals("1ms 29ms 2:// text of line 2", line(list, 2));
    assertEquals("2ms 2ms 3:// text of line 3", line(list, 3));
    assertEquals(". 16ms 20:// text of line 20", line(list, 20));
  }

  private Process serve(int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "go",
                "tool",
                "pprof",
                "-http=localhost:" + port,
                "-no_browser",
                UNSYMBOLIZED,
                "-source_path=" + sources,
                file.toString())
            .redirectErrorStream(true);
    builder.environment().put("PPROF_TMPDIR", dir.toString());
    return builder.start();
  }

  /** Go starts the tool as a child. */
  private static void end(Process go) throws InterruptedException {
    List<ProcessHandle> all = Stream.concat(go.descendants(), Stream.of(go.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    assertTrue(go.waitFor(1, TimeUnit.MINUTES), "it does not end");
  }

  private static String get(String address) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    return response.body();
  }

  @Test
  void theWebPagesShowSourceAndFlameGraph() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Process go = serve(port);
    try {
      BufferedReader said = go.inputReader();
      String line = said.readLine();
      assertEquals("Serving web UI on http://localhost:" + port, line);
      String root = "http://localhost:" + port + "/ui/";
      String source = get(root + "source?f=%5Edemo.Sort.sort%24");
      // Self and total; the tool keys this page by address and makes one up where there is none.
      assertTrue(
          Pattern.compile("> +2</span>.*> +1ms +29ms .*text of line 2 ").matcher(source).find(),
          source);
      assertTrue(
          Pattern.compile("> +3</span>.*> +2ms +2ms .*text of line 3 ").matcher(source).find(),
          source);
      Optional<Path> browser =
          Stream.of(System.getenv("PATH").split(File.pathSeparator))
              .flatMap(
                  folder ->
                      Stream.of("chromium-headless-shell", "chromium")
                          .map(name -> Path.of(folder, name)))
              .filter(Files::isExecutable)
              .findFirst();
      assumeTrue(browser.isPresent(), "no Chromium is installed");
      String dom = dom(browser.get(), root + "flamegraph");
      assertTrue(dom.contains("demo.Sort.insert"), dom);
      assertTrue(dom.contains("[failed: no signal]"), dom);
    } finally {
      end(go);
    }
  }

  private String dom(Path browser, String address) throws IOException, InterruptedException {
    Path out = dir.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + dir.resolve("user"),
                "--virtual-time-budget=5000",
                "--dump-dom",
                address)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), "the browser did not end");
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out);
  }
}
