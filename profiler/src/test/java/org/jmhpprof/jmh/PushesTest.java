// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.GoldenProfile;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What a server gets. The requests are held against the published formats: Pyroscope's server API
 * and the parser of its {@code /ingest}, and Parca's {@code profilestore.proto} with the JSON that
 * its gateway reads.
 */
@Timeout(120)
class PushesTest {
  private static final Duration AMPLE = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final BenchmarkParams PARAMS =
      TestParams.withForks(2, "demo.Sort.sort", "size", "10", "text", "a,b}\"\n\u00e9\ud83d\ude00");

  @TempDir Path dir;

  private PprofOptions options(String address, String more) throws Exception {
    return PprofOptions.parse("dir=" + dir + ";push=" + address + more);
  }

  private String send(PprofOptions options, Duration limit) throws IOException {
    return send(new Pushes(options, limit), options);
  }

  /** What the host says. */
  private String send(Pushes pushes, PprofOptions options) throws IOException {
    ProfileFiles files = new ProfileFiles(options, PARAMS);
    for (Event event : Event.values()) {
      for (int fork = 1; fork <= 2; fork++) {
        GoldenProfile.write(files.ofFork(fork, event), event, fork, "benchmark=demo.Sort.sort");
      }
    }
    PrintStream console = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      pushes.send(PARAMS, files);
    } finally {
      System.setOut(console);
    }
    return said.toString(StandardCharsets.UTF_8).strip();
  }

  private static Map<String, String> query(ProfileStore.Request request) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : request.uri().getRawQuery().split("&")) {
      String[] words = pair.split("=", 2);
      assertNull(query.put(words[0], URLDecoder.decode(words[1], StandardCharsets.UTF_8)));
    }
    return query;
  }

  /** Pyroscope's grammar of a name: the service, then labels; nothing is escaped. */
  private static Map<String, String> labels(String name) {
    assertTrue(name.matches("[-./_A-Za-z0-9]+\\{[^}]*}"), name);
    int brace = name.indexOf('{');
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("__name__", name.substring(0, brace));
    for (String label : name.substring(brace + 1, name.length() - 1).split(",")) {
      String[] words = label.split("=", 2);
      assertTrue(words[0].matches("[._A-Za-z0-9]+"), name);
      assertNull(labels.put(words[0], words[1].strip()), name);
    }
    return labels;
  }

  private record Part(String head, String content) {}

  /** The parts of a form, as RFC 7578 has them. */
  private static List<Part> parts(ProfileStore.Request request) {
    Matcher type =
        Pattern.compile("multipart/form-data; boundary=([-0-9a-z]{1,70})").matcher(request.type());
    assertTrue(type.matches(), request.type());
    String body = new String(request.body(), StandardCharsets.ISO_8859_1);
    String boundary = "--" + type.group(1);
    assertTrue(body.startsWith(boundary + "\r\n"));
    assertTrue(body.endsWith("\r\n" + boundary + "--\r\n"));
    List<Part> parts = new ArrayList<>();
    String inner = body.substring(boundary.length(), body.length() - boundary.length() - 6);
    for (String part : inner.split("\r\n" + boundary)) {
      int end = part.indexOf("\r\n\r\n");
      parts.add(new Part(part.substring(2, end), part.substring(end + 4)));
    }
    return parts;
  }

  private Profile profile(byte[] bytes) throws IOException {
    return ProfileInvariants.read(Files.write(dir.resolve("got.pb.gz"), bytes));
  }

  private static String labels(Profile profile, Sample sample) {
    List<String> labels = new ArrayList<>();
    for (Label label : sample.getLabelList()) {
      labels.add(
          profile.getStringTable((int) label.getKey())
              + "="
              + profile.getStringTable((int) label.getStr()));
    }
    return String.join(" ", labels);
  }

  /** Both forks, added up, each sample with its fork. */
  private static void assertMerged(Profile profile) {
    assertEquals(
        2 * GoldenProfile.TICKS,
        profile.getSampleList().stream().mapToLong(sample -> sample.getValue(0)).sum());
    assertEquals(
        2 * GoldenProfile.TICKS * GoldenProfile.PERIOD,
        profile.getSampleList().stream().mapToLong(sample -> sample.getValue(1)).sum());
    for (String fork : List.of("1", "2")) {
      assertEquals(
          GoldenProfile.TICKS,
          profile.getSampleList().stream()
              .filter(sample -> labels(profile, sample).contains(" fork=" + fork))
              .mapToLong(sample -> sample.getValue(0))
              .sum());
    }
    assertEquals(1_700_000_010_000_000_000L, profile.getTimeNanos());
    assertEquals(11_000_000_000L, profile.getDurationNanos());
  }

  @Test
  void pyroscopeGetsWhatItsIngestEndpointReads() throws Exception {
    try (ProfileStore store = ProfileStore.taking()) {
      assertEquals("", send(options(store.address(), ""), AMPLE));
      assertEquals(1, store.requests.size());
      ProfileStore.Request request = store.requests.get(0);
      assertEquals("POST", request.method());
      assertEquals("/ingest", request.uri().getPath());
      Map<String, String> query = query(request);
      assertEquals(List.of("name", "from", "until", "spyName"), List.copyOf(query.keySet()));
      assertEquals(
          Map.of(
              "__name__", "jmh-pprof",
              "benchmark", "demo.Sort.sort",
              "mode", "avgt",
              "params", "size=10;text=a_b_\"\n\u00e9\ud83d\ude00"),
          labels(query.get("name")));
      assertEquals("1700000010", query.get("from"));
      assertEquals("1700000026", query.get("until"), "25.5, rounded up");
      assertEquals("jmh-pprof", query.get("spyName"));
      List<Part> parts = parts(request);
      assertEquals(2, parts.size());
      assertEquals(
          "Content-Disposition: form-data; name=\"profile\"; filename=\"profile.pprof\"\r\n"
              + "Content-Type: application/octet-stream",
          parts.get(0).head);
      assertMerged(profile(parts.get(0).content.getBytes(StandardCharsets.ISO_8859_1)));
      assertEquals(
          "Content-Disposition: form-data; name=\"sample_type_config\"; filename=\"sample_type_config.json\"\r\n"
              + "Content-Type: application/json",
          parts.get(1).head);
      assertEquals(
          """
          {"samples":{"units":"samples","display-name":"cpu_samples","aggregation":"sum","sampled":true},\
          "cpu":{"units":"samples","display-name":"cpu","aggregation":"sum","sampled":true}}""",
          parts.get(1).content);
    }
  }

  @Test
  void pyroscopeIsToldWhatEachColumnIs() throws Exception {
    try (ProfileStore store = ProfileStore.taking()) {
      assertEquals("", send(options(store.address(), ";event=alloc,lock,wall"), AMPLE));
      assertEquals(
          List.of(
              """
              {"alloc_objects":{"units":"objects","display-name":"alloc_objects","aggregation":"sum","sampled":false},\
              "alloc_space":{"units":"bytes","display-name":"alloc_space","aggregation":"sum","sampled":false},\
              "inuse_objects":{"units":"objects","display-name":"inuse_objects","aggregation":"average","sampled":false},\
              "inuse_space":{"units":"bytes","display-name":"inuse_space","aggregation":"average","sampled":false}}""",
              """
              {"contentions":{"units":"samples","display-name":"mutex_count","aggregation":"sum","sampled":false},\
              "delay":{"units":"samples","display-name":"mutex_duration","aggregation":"sum","sampled":false}}""",
              """
              {"samples":{"units":"samples","display-name":"wall_samples","aggregation":"sum","sampled":true},\
              "wall":{"units":"samples","display-name":"wall","aggregation":"sum","sampled":true}}"""),
          store.requests.stream().map(request -> parts(request).get(1).content).toList());
      assertEquals(
          List.of("alloc_objects", "contentions", "samples"),
          store.requests.stream().map(this::firstType).toList());
    }
  }

  private String firstType(ProfileStore.Request request) {
    try {
      String content = parts(request).get(0).content;
      Profile profile = profile(content.getBytes(StandardCharsets.ISO_8859_1));
      return profile.getStringTable((int) profile.getSampleType(0).getType());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void parcaGetsWhatItsGatewayReads() throws Exception {
    try (ProfileStore store = ProfileStore.taking()) {
      PprofOptions options = options(store.address(), ";push-to=parca;event=all");
      assertEquals("", send(options, AMPLE));
      List<String> kinds = List.of("process_cpu", "memory", "mutex", "wall");
      assertEquals(kinds.size(), store.requests.size());
      for (int i = 0; i < kinds.size(); i++) {
        ProfileStore.Request request = store.requests.get(i);
        assertEquals("POST", request.method());
        assertEquals("/api/profiles/writeraw", request.uri().toString());
        assertEquals("application/json", request.type());
        String body = new String(request.body(), StandardCharsets.UTF_8);
        Matcher raw = Pattern.compile("\"rawProfile\":\"([A-Za-z0-9+/]+=*)\"").matcher(body);
        assertTrue(raw.find(), body);
        assertEquals(
            """
            {"series":[{"labels":{"labels":[\
            {"name":"__name__","value":"%s"},\
            {"name":"job","value":"jmh-pprof"},\
            {"name":"benchmark","value":"demo.Sort.sort"},\
            {"name":"mode","value":"avgt"},\
            {"name":"params","value":"size=10;text=a,b}\\"\\u000a\u00e9\\ud83d\\ude00"}]},\
            "samples":[{"rawProfile":"..."}]}]}"""
                .formatted(kinds.get(i)),
            body.substring(0, raw.start(1)) + "..." + body.substring(raw.end(1)));
        Profile profile = profile(Base64.getDecoder().decode(raw.group(1)));
        if (i == 0) {
          assertMerged(profile);
        }
      }
    }
  }

  @Test
  void aServerCanHaveItsRootBelowAPath() throws Exception {
    try (ProfileStore store = ProfileStore.taking()) {
      assertEquals("", send(options(store.address() + "/a/b/", ""), AMPLE));
      assertEquals("/a/b/ingest", store.requests.get(0).uri().getPath());
    }
  }

  @Test
  void whatAServerDoesNotTakeIsOneLineForABenchmark() throws Exception {
    try (ProfileStore store = ProfileStore.answering(500, "no\n room" + "!".repeat(9_999))) {
      PprofOptions options = options(store.address(), ";event=cpu,alloc");
      Pushes pushes = new Pushes(options, AMPLE);
      String line = send(pushes, options);
      String reason = "status 500 no\\n room" + "!".repeat(292) + "...";
      assertEquals(
          "pprof: the profiles of demo.Sort.sort were not all sent to "
              + store.address()
              + ": cpu: "
              + reason
              + ", alloc: "
              + reason,
          line);
      assertEquals(line, send(pushes, options), "the next benchmark may be smaller");
      assertEquals(4, store.requests.size());
    }
  }

  @Test
  void aServerThatIsAwayIsOneLineForTheRun() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    PprofOptions options = options("http://localhost:" + port, ";event=cpu,alloc");
    assertAwayIsOneLine(new Pushes(options, AMPLE), options, "java.net.ConnectException");
  }

  private void assertAwayIsOneLine(Pushes pushes, PprofOptions options, String reason)
      throws IOException {
    String line = send(pushes, options);
    assertEquals(
        "pprof: the profiles of demo.Sort.sort were not all sent to "
            + options.push()
            + ": "
            + reason
            + "; nothing more is sent there in this run",
        line);
    assertEquals("", send(pushes, options));
  }

  @Test
  void aServerThatNeverAnswersIsOneLineForTheRun() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (ProfileStore store = new ProfileStore(exchange -> await(end))) {
      PprofOptions options = options(store.address(), ";event=cpu,alloc");
      assertAwayIsOneLine(new Pushes(options, SHORT), options, "no answer within 0.3 s");
      assertEquals(1, store.requests.size());
    } finally {
      end.countDown();
    }
  }

  @Test
  void aServerThatNeverEndsItsAnswerIsOneLineForTheRun() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (ProfileStore store =
        new ProfileStore(
            exchange -> {
              exchange.sendResponseHeaders(200, 100);
              exchange.getResponseBody().write('x');
              exchange.getResponseBody().flush();
              await(end);
            })) {
      PprofOptions options = options(store.address(), "");
      assertAwayIsOneLine(new Pushes(options, SHORT), options, "no answer within 0.3 s");
    } finally {
      end.countDown();
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      // The server closes.
    }
  }

  @Test
  void whatDoesNotSpeakHttpIsOneLineForTheRun() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> greet(socket, end));
      server.start();
      PprofOptions options = options("http://localhost:" + socket.getLocalPort(), "");
      String line = send(options, AMPLE);
      end.countDown();
      server.join();
      assertTrue(
          line.matches(
              "pprof: the profiles of demo\\.Sort\\.sort were not all sent to http://localhost:[0-9]+: "
                  + ".*Invalid status line.*; nothing more is sent there in this run"),
          line);
    }
  }

  private static void greet(ServerSocket socket, CountDownLatch end) {
    try (Socket peer = socket.accept()) {
      peer.getOutputStream().write("SSH-2.0-x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      await(end);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aProfileThatCannotBeReadIsOneLineAndTheOthersAreSent() throws Exception {
    try (ProfileStore store = ProfileStore.taking()) {
      PprofOptions options = options(store.address(), ";event=cpu,alloc");
      ProfileFiles files = new ProfileFiles(options, TestParams.of("demo.Sort.sort"));
      GoldenProfile.write(files.ofFork(1, Event.ALLOC), Event.ALLOC, 1);
      Files.writeString(files.ofFork(1, Event.CPU), "broken");
      PrintStream console = System.out;
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      try {
        new Pushes(options, AMPLE).send(TestParams.of("demo.Sort.sort"), files);
      } finally {
        System.setOut(console);
      }
      String line = said.toString(StandardCharsets.UTF_8).strip();
      assertTrue(line.contains("not all sent") && line.contains("cpu: " + dir), line);
      assertEquals(1, line.lines().count(), line);
      assertEquals(1, store.requests.size());
    }
  }
}
