// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest;
import org.jmhpprof.gate.run.Looks.EarlyEnds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir private Path temporary;

  private Path path;
  private RunDirectory directory;

  @BeforeEach
  void name() {
    path = temporary.resolve("out");
    directory = new RunDirectory(path);
  }

  private static SortedMap<String, String> facts() {
    return new TreeMap<>(Map.of("head", "a digest", "looks", "6,12,24"));
  }

  private Path file(String name) throws IOException {
    Path file = path.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "[]");
  }

  @Test
  void whoResumesAnEarlyEndHasSpentItsShare() throws Exception {
    assertFalse(directory.claim(facts(), 1, Map.of()));
    assertEquals(EarlyEnds.NONE, directory.earlyEnds());
    directory.endEarly(0);
    assertEquals(3, directory.looks(), "shown once, by the share that the run had");
    assertEquals(1, directory.earlyEnds().taken().size(), "for whoever goes on");
    assertTrue(directory.claim(facts(), 1, Map.of()));
    assertEquals(1, directory.earlyEnds().taken().size());
    assertEquals(5, directory.looks());
    assertTrue(directory.claim(facts(), 1, Map.of()));
    assertEquals(1, directory.earlyEnds().taken().size(), "it went on and did not end early again");
    assertEquals(1L, directory.seed().orElseThrow());
  }

  @Test
  void aSideABenchmarkAndAFileBelongToTheirRun() throws Exception {
    directory.claim(facts(), 1, Map.of());
    Path file = file("base/a.B.c/block-001.json");
    for (Path of : List.of(path, path.resolve("base"), file.getParent(), file)) {
      assertEquals(3, RunDirectory.of(of).looks(), of.toString());
    }
    assertEquals(1, RunDirectory.of(temporary).looks());
    assertEquals(1, RunDirectory.of(Path.of("/")).looks());
  }

  @Test
  void aRebuiltJarIsCalledByItsName() throws Exception {
    SortedMap<String, String> facts = facts();
    facts.put("head", "a1".repeat(32));
    facts.put("jmhOptions", "-i 3");
    directory.claim(facts, 1, Map.of());
    facts.put("head", "b2".repeat(32));
    BadInput rebuilt =
        assertThrows(
            BadInput.class, () -> directory.claim(facts, 1, Map.of("head", "build/head.jar")));
    assertEquals(
        path
            + " holds another run: build/head.jar changed;"
            + " use --fresh, or another directory for --out",
        rebuilt.getMessage());
    facts.put("head", "a1".repeat(32));
    facts.put("jmhOptions", "-i 5");
    BadInput other =
        assertThrows(BadInput.class, () -> directory.claim(facts, 1, Map.of("head", "head.jar")));
    assertTrue(
        other.getMessage().contains("what goes to JMH was -i 3, is -i 5; use --fresh"),
        other.getMessage());
  }

  @Test
  void resultsWithoutTheirRunsRecordAreNotMixedWithOthers() throws Exception {
    file("base/a.B.c/block-001.json");
    BadInput refused = assertThrows(BadInput.class, () -> directory.claim(facts(), 1, Map.of()));
    assertTrue(
        refused.getMessage().contains("has base/, and no gate-run.json"), refused.getMessage());
  }

  @Test
  void clearingRemovesARunAndNothingElse() throws Exception {
    directory.claim(facts(), 1, Map.of());
    file("base/a.B.c/block-001.json");
    file("profiles/head/a.B.c/block-001/fork1.cpu.pb.gz");
    Path own = file("notes/mine.json");
    directory.clear(temporary.resolve("head.jar"), null);
    assertTrue(Files.exists(own));
    for (String gone : List.of("base", "profiles", Manifest.FILE)) {
      assertFalse(Files.exists(path.resolve(gone)), gone);
    }
    directory.clear();
  }

  @Test
  void clearingNeverRemovesWhatTheNextRunNeeds() throws Exception {
    directory.claim(facts(), 1, Map.of());
    Path baseline = file("base/a.B.c/block-001.json").getParent().getParent();
    Path link = Files.createSymbolicLink(temporary.resolve("link"), baseline);
    for (Path input : List.of(baseline, link, baseline.resolve("a.B.c"))) {
      assertThrows(BadInput.class, () -> directory.clear(null, input), input.toString());
    }
    assertTrue(Files.exists(baseline.resolve("a.B.c/block-001.json")));
  }

  @Test
  void clearingLeavesAStoreOfSessionsAlone() throws Exception {
    new Manifest(new TreeMap<>(Map.of("jar", "a digest"))).claim(path, Map.of(), "");
    assertThrows(BadInput.class, directory::clear);
    assertTrue(Files.exists(path.resolve(Manifest.FILE)));
  }
}
