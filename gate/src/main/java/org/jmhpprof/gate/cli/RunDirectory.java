// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.profiles.SuiteProfiles;
import org.jmhpprof.gate.run.BenchmarkJar;
import org.jmhpprof.gate.run.Blocks;
import org.jmhpprof.gate.run.FileTree;

/**
 * Where a run's results lie: {@code base}, {@code head}, {@code profiles/base}, {@code
 * profiles/head}, and what the run was, so that the same command goes on.
 *
 * @param path of the directory
 */
record RunDirectory(Path path) {
  private static final String SEED = "seed";
  private static final String EARLY = "earlyLooks";
  private static final String ENDED_EARLY = "endedEarly";
  private static final List<String> CONTENT = List.of("base", "head", "profiles");

  /** {@code <run>/<side>/<benchmark>/<file>}. */
  private static final int DEEPEST = 3;

  /** The directory that results lie in: a side of it, a benchmark of that, or a file. */
  static RunDirectory of(Path results) {
    Path absolute = results.toAbsolutePath().normalize();
    Path at = absolute;
    for (int up = 0; up <= DEEPEST && at != null; up++, at = at.getParent()) {
      if (Files.exists(at.resolve(Manifest.FILE))) {
        return new RunDirectory(at);
      }
    }
    return new RunDirectory(absolute);
  }

  /**
   * Removes what an earlier run left, and nothing else.
   *
   * @param inputs what the next run needs; null for what is not given
   * @throws BadInput if it holds one of them, or is no run's
   */
  void clear(Path... inputs) throws BadInput, IOException {
    SortedMap<String, String> facts = Manifest.read(path);
    if (facts.isEmpty()) {
      return;
    }
    if (!facts.containsKey("head")) {
      throw new BadInput(path + " holds no run, so that --fresh leaves it alone");
    }
    for (Path input : inputs) {
      if (input != null && holds(input)) {
        throw new BadInput("--fresh would remove " + input);
      }
    }
    for (String name : CONTENT) {
      new FileTree(path.resolve(name)).delete();
    }
    Files.deleteIfExists(path.resolve(Manifest.FILE));
  }

  private boolean holds(Path input) throws IOException {
    for (String name : CONTENT) {
      Path content = path.resolve(name);
      if (Files.exists(content)
          && Files.exists(input)
          && input.toRealPath().startsWith(content.toRealPath())) {
        return true;
      }
    }
    return false;
  }

  /** A seed that an interrupted run drew. */
  Optional<Long> seed() throws BadInput {
    return number(SEED);
  }

  private Optional<Long> number(String fact) throws BadInput {
    String text = Manifest.read(path).get(fact);
    try {
      return text == null ? Optional.empty() : Optional.of(Long.valueOf(text));
    } catch (NumberFormatException e) {
      throw new BadInput(path.resolve(Manifest.FILE) + ": " + fact + ": no number: " + text);
    }
  }

  /** How many times the run ended early, with results shown, for a run that goes on now. */
  int earlyLooks() throws BadInput {
    return number(EARLY).orElse(0L).intValue() + (endedEarly() ? 1 : 0);
  }

  private boolean endedEarly() throws BadInput {
    return "true".equals(Manifest.read(path).get(ENDED_EARLY));
  }

  /** Notes that results were shown before all was measured. */
  void endEarly() throws BadInput, IOException {
    note(Map.of(ENDED_EARLY, "true"));
  }

  private void note(Map<String, String> more) throws BadInput, IOException {
    SortedMap<String, String> facts = Manifest.read(path);
    facts.putAll(more);
    new Manifest(facts).write(path);
  }

  /** By what the error rate is divided for its results as they are; 1 where it holds no run. */
  int looks() throws BadInput {
    int before = number(EARLY).orElse(0L).intValue();
    return Looks.divisor(Looks.planned(Manifest.read(path)), before, !endedEarly());
  }

  /**
   * Makes it this run's.
   *
   * @return whether it is already, and the run goes on
   * @throws BadInput if it is another run's
   */
  boolean claim(SortedMap<String, String> facts, long seed) throws BadInput, IOException {
    facts.put(SEED, String.valueOf(seed));
    if (Manifest.read(path).isEmpty()) {
      for (String name : CONTENT) {
        if (Files.exists(path.resolve(name))) {
          throw new BadInput(
              path + " has " + name + "/, and no " + Manifest.FILE + " that says of which run");
        }
      }
    }
    int early = earlyLooks();
    boolean goesOn = new Manifest(facts).claim(path);
    if (goesOn) {
      // At once: a crash in between would count the early end again.
      note(Map.of(EARLY, String.valueOf(early), ENDED_EARLY, "false"));
    }
    return goesOn;
  }

  Blocks.Build build(String side, BenchmarkJar jar) {
    return new Blocks.Build(side, jar, path.resolve(side), profiles().resolve(side));
  }

  private Path profiles() {
    return path.resolve("profiles");
  }

  /**
   * What a side measured.
   *
   * @param label what the side is called
   * @param notInJar benchmarks that only the other side has
   */
  Side read(String side, String label, Set<String> notInJar) throws BadInput {
    Path directory = path.resolve(side);
    Side read =
        Files.isDirectory(directory)
            ? SideReader.read(label, List.of(directory))
            : new Side(label, List.of(), new TreeMap<>(), new TreeMap<>());
    return RunPlan.withAbsent(read, notInJar, Side.NOT_IN_JAR);
  }

  /** The profiles of both sides; empty if there are none. */
  Optional<SuiteProfiles> readProfiles() throws BadInput {
    return Files.isDirectory(profiles())
        ? Optional.of(SuiteProfiles.read(profiles().resolve("base"), profiles().resolve("head")))
        : Optional.empty();
  }
}
