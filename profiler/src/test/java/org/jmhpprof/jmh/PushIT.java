// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that sends its profiles to a server. What is in a request is tested without a run. */
class PushIT {
  private static final String RUN = "Burn.hot -wi 0 -i 1 -r 200ms -bm avgt -tu ns ";

  @TempDir Path directory;

  private JmhRun run(String arguments) throws IOException, InterruptedException {
    return JmhRun.of(JmhRun.jdks().get(0), directory, (RUN + arguments).split(" "));
  }

  private static List<String> said(JmhRun run) {
    return run.output().lines().filter(line -> line.contains("not all sent")).toList();
  }

  private Profile profile(ProfileStore.Request request) throws IOException {
    String body = new String(request.body(), StandardCharsets.UTF_8);
    Matcher raw = Pattern.compile("\"rawProfile\":\"([^\"]+)\"").matcher(body);
    assertTrue(raw.find(), body);
    Path file = directory.resolve("got.pb.gz");
    return ProfileInvariants.read(Files.write(file, Base64.getDecoder().decode(raw.group(1))));
  }

  private static Set<String> forks(Profile profile) {
    return profile.getSampleList().stream()
        .flatMap(sample -> sample.getLabelList().stream())
        .filter(label -> profile.getStringTable((int) label.getKey()).equals("fork"))
        .map(label -> profile.getStringTable((int) label.getStr()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static long total(Profile profile) {
    return profile.getSampleList().stream().mapToLong(sample -> sample.getValue(1)).sum();
  }

  @Test
  void oneProfilePerEventIsSentWhenAllForksAreDone() throws Exception {
    try (ProfileStore store = ProfileStore.taking()) {
      JmhRun run =
          run(
              "-f 2 -wf 1 -jvmArgsAppend -Xlog:class+load:file=classes%p.log -prof pprof:dir=out;event=cpu,wall;push-to=parca;push="
                  + store.address());
      assertEquals(0, run.status(), run.output());
      assertEquals(List.of(), said(run));
      assertEquals(2, store.requests.size(), run.output());
      List<Path> files = JmhRun.profiles(directory.resolve("out"));
      assertEquals(4, files.size(), files.toString());
      for (ProfileStore.Request request : store.requests) {
        Profile sent = profile(request);
        assertEquals(Set.of("1", "2"), forks(sent));
        String event = sent.getStringTable((int) sent.getSampleType(1).getType());
        long written = 0;
        for (Path file : files) {
          written += file.toString().contains("." + event + ".") ? total(JmhRun.profile(file)) : 0;
        }
        assertEquals(written, total(sent), event);
      }
    }
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> logs = all.filter(file -> file.toString().endsWith(".log")).toList();
      assertEquals(3, logs.size());
      for (Path log : logs) {
        assertFalse(Files.readString(log).contains("java.net.http."), "no fork sends anything");
      }
    }
  }

  @Test
  void aServerThatIsAwayCostsOneLineAndNoScore() throws Exception {
    JmhRun run = run("-f 1 -p name=a,b -prof pprof:event=cpu,wall;push=http://localhost:1");
    assertEquals(0, run.status(), run.output());
    assertEquals(1, said(run).size(), run.output());
    assertEquals(
        2, Pattern.compile("Burn\\.hot +[ab] +avgt +\\S").matcher(run.output()).results().count());
  }

  @Test
  void aServerThatFailsCostsOneLineForABenchmarkAndNoScore() throws Exception {
    try (ProfileStore store = ProfileStore.answering(500, "no room")) {
      JmhRun run = run("-f 1 -prof pprof:event=cpu,wall;push=" + store.address());
      assertEquals(0, run.status(), run.output());
      assertEquals(1, said(run).size(), run.output());
      assertTrue(said(run).get(0).contains("cpu: status 500 no room, wall: status 500 no room"));
      assertTrue(run.output().contains("Burn.hot:pprof.cpu.norm"), run.output());
    }
  }

  @Test
  void anAddressThatIsNoneIsRefusedBeforeAnythingRuns() throws Exception {
    JmhRun run = run("-f 1 -prof pprof:push=localhost:4040");
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().contains("pprof: push=localhost:4040 is not allowed"), run.output());
    assertFalse(run.output().contains("# Fork"), run.output());
  }
}
