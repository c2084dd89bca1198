// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.cli.MadeUpResults;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.run.Build.BlockFiles.ForkResult;
import org.jmhpprof.gate.run.JmhOptions.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One benchmark in two modes stands for all combinations of modes and parameters. */
class LedgerTest {
  private static final String NAME = "made.up.B.c";
  private static final Task ALL = Task.all(NAME);
  private static final BenchmarkKey GOOD = key("avgt");
  private static final BenchmarkKey BAD = key("thrpt");

  @TempDir private Path directory;
  private Ledger ledger;
  private int blocks;

  private static BenchmarkKey key(String mode) {
    return new BenchmarkKey(NAME, mode, new TreeMap<>(), 1);
  }

  @BeforeEach
  void begin() {
    ledger = new Ledger(builds());
  }

  private List<Build> builds() {
    BenchmarkJar jar =
        new BenchmarkJar(directory, directory, "Main", false, Optional.empty(), Set.of(), false);
    List<Build> builds = new ArrayList<>();
    for (String side : List.of("base", "head")) {
      Path path = directory.resolve(side);
      builds.add(new Build(side, jar, path, path, Renames.NONE));
    }
    return builds;
  }

  /** Base measures both; head what is said, and the rest fails. */
  private void block(BenchmarkKey... inHead) throws Exception {
    blocks++;
    for (Build build : builds()) {
      Set<BenchmarkKey> measured = build.name().equals("base") ? Set.of(GOOD, BAD) : Set.of(inHead);
      MadeUpResults results = new MadeUpResults(blocks + build.name().hashCode()).forks(1, 0.1);
      SortedMap<BenchmarkKey, String> failed = new TreeMap<>();
      for (BenchmarkKey key : List.of(GOOD, BAD)) {
        if (!measured.contains(key)) {
          failed.put(key, "threw");
        } else if (key.equals(GOOD)) {
          results.time("B.c", 10);
        } else {
          results.throughput("B.c", 10);
        }
      }
      Path file = build.files().results(NAME, blocks);
      Files.createDirectories(file.getParent());
      if (!measured.isEmpty()) {
        Files.writeString(file, results.json());
      }
      String whole = measured.isEmpty() ? "threw" : "";
      new BlockNote(NAME, blocks, "s", "", 4, whole, failed, new TreeMap<>(), new TreeMap<>())
          .write(BlockNote.beside(file));
    }
    ledger.add(ALL, blocks, ForkResult.ofBlock(builds(), NAME, blocks).orElseThrow());
  }

  private List<Task> open(int wanted) {
    return ledger.open(List.of(ALL), wanted);
  }

  @Test
  void oneThatFailsDoesNotRejectTheOthers() throws Exception {
    assertEquals(List.of(ALL), open(2));
    block(GOOD);
    assertEquals(List.of(ALL), open(2), "both lack one");
    assertEquals(List.of(Task.only(BAD)), open(1));
    block(GOOD);
    block(GOOD);
    assertEquals(List.of(), open(3), "three failures in a row are enough");
    assertEquals(List.of(Task.only(GOOD)), open(4));
    assertEquals(3, ledger.done(ALL));
  }

  @Test
  void strayFailuresStopNothing() throws Exception {
    for (int i = 0; i < 5; i++) {
      block(GOOD);
      block(GOOD, BAD);
    }
    assertEquals(List.of(Task.only(BAD)), open(6));
  }

  @Test
  void aRunThatGoesOnTriesAgain() throws Exception {
    for (int i = 0; i < 3; i++) {
      block(GOOD);
    }
    assertEquals(List.of(), open(3));
    ledger = new Ledger(builds());
    ledger.load(Set.of(NAME));
    assertEquals(List.of(Task.only(BAD)), open(3));
    for (int i = 0; i < 3; i++) {
      block(GOOD);
    }
    assertEquals(List.of(), open(3), "and gives up again");
  }

  @Test
  void nothingAtAllIsGivenUp() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertEquals(List.of(ALL), open(2));
      block();
    }
    assertEquals(List.of(), open(2));
  }

  @Test
  void sidesThatMeasureDifferentThingsComeToAnEnd() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertEquals(List.of(ALL), open(2));
      blocks++;
      for (Build build : builds()) {
        Path file = build.files().results(NAME, blocks);
        Files.createDirectories(file.getParent());
        MadeUpResults results = new MadeUpResults(blocks).forks(1, 0.1);
        Files.writeString(
            file,
            (build.name().equals("base") ? results.time("B.c", 1) : results.throughput("B.c", 1))
                .json());
        new BlockNote(
                NAME, blocks, "s", "", 4, "", new TreeMap<>(), new TreeMap<>(), new TreeMap<>())
            .write(BlockNote.beside(file));
      }
      ledger.add(ALL, blocks, ForkResult.ofBlock(builds(), NAME, blocks).orElseThrow());
    }
    assertEquals(List.of(), open(2));
  }
}
