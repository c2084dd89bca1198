// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.profiles.SuiteProfiles;
import org.jmhpprof.gate.run.Build.Setting;
import org.jmhpprof.gate.run.Looks.EarlyEnds;
import org.jmhpprof.gate.run.ProfiledBlocks.FileTree;

/**
 * Where a run's results lie: {@code base}, {@code head}, {@code profiles/base}, {@code
 * profiles/head}, and what the run was, so that the same command goes on.
 *
 * @param path of the directory
 */
public record RunDirectory(Path path) {
  private static final String CONFIRM = "confirm";
  private static final List<String> CONTENT = List.of("base", "head", "profiles", "stubs", CONFIRM);

  private static final String SEED = "seed";
  private static final String EARLY = "earlyEnds";
  private static final String ENDED_EARLY = "endedEarly";

  /** What the user calls what the directory remembers. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          entry("looks", "--forks and --max-forks"),
          entry("patterns", "the regular expression"),
          entry("jmhOptions", "what goes to JMH"),
          entry("java", "--java"),
          entry("renamed", "\"renamed\" in --config"),
          entry("baseline", "--baseline"),
          entry("design", "--design"),
          entry("jit", "--jit"),
          entry("baseSetting", "the options --base-..."),
          entry("headSetting", "the options --head-... and --inject"),
          entry(SEED, "--seed"));

  /** {@code <run>/<side>/<benchmark>/<file>}. */
  private static final int DEEPEST = 3;

  /** The directory that results lie in: a side of it, a benchmark of that, or a file. */
  public static RunDirectory of(Path results) {
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
   * @throws BadInput if it holds one of them, or does not belong to a run
   */
  public void clear(Path... inputs) throws BadInput, IOException {
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

  /**
   * Makes it this run's.
   *
   * @param jars the files of base and head, as the user named them
   * @return whether it is already, and the run goes on
   * @throws BadInput if it is another run's
   */
  public boolean claim(SortedMap<String, String> facts, long seed, Map<String, String> jars)
      throws BadInput, IOException {
    if (Manifest.read(path).isEmpty()) {
      for (String name : CONTENT) {
        if (Files.exists(path.resolve(name))) {
          throw new BadInput(
              path + " has " + name + "/, and no " + Manifest.FILE + " that says of which run");
        }
      }
    }
    facts.put(SEED, String.valueOf(seed));
    EarlyEnds early = earlyEnds();
    Map<String, String> names = new HashMap<>(NAMES);
    names.putAll(jars);
    boolean goesOn =
        new Manifest(facts).claim(path, names, "use --fresh, or another directory for --out");
    if (goesOn) {
      // At once: a crash in between would count the early end again.
      note(Map.of(EARLY, early.text(), ENDED_EARLY, ""));
    }
    return goesOn;
  }

  /** A seed that an interrupted run drew. */
  public Optional<Long> seed() throws BadInput {
    return remembered(SEED, Long::valueOf);
  }

  /** What a fact says; empty if there is none. */
  private <T> Optional<T> remembered(String fact, Function<String, T> reader) throws BadInput {
    String text = Manifest.read(path).getOrDefault(fact, "");
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(reader.apply(text));
    } catch (NumberFormatException e) {
      throw new BadInput(path.resolve(Manifest.FILE) + ": " + fact + ": no number: " + text);
    }
  }

  /** When the run ended early, with results shown, for a run that goes on now. */
  public EarlyEnds earlyEnds() throws BadInput {
    EarlyEnds before = remembered(EARLY, EarlyEnds::of).orElse(EarlyEnds.NONE);
    return remembered(ENDED_EARLY, Integer::valueOf).map(before::and).orElse(before);
  }

  /**
   * Notes that results were shown before all was measured.
   *
   * @param taken how many of the planned looks were taken before
   */
  public void endEarly(int taken) throws BadInput, IOException {
    note(Map.of(ENDED_EARLY, String.valueOf(taken)));
  }

  private void note(Map<String, String> more) throws BadInput, IOException {
    SortedMap<String, String> facts = Manifest.read(path);
    facts.putAll(more);
    new Manifest(facts).write(path);
  }

  /** By what the error rate is divided for its results as they are; 1 where it holds no run. */
  public int looks() throws BadInput {
    EarlyEnds before = remembered(EARLY, EarlyEnds::of).orElse(EarlyEnds.NONE);
    Optional<Integer> ended = remembered(ENDED_EARLY, Integer::valueOf);
    int planned = Looks.planned(Manifest.read(path));
    return Looks.divisor(planned, before, ended.orElse(0), ended.isEmpty());
  }

  /** A side of the run. */
  public Build build(
      String side, BenchmarkJar jar, Renames renames, Setting setting, Set<String> intended) {
    return new Build(
        side, jar, path.resolve(side), profiles().resolve(side), renames, setting, intended);
  }

  /** The same builds with other places for what they measure in turns. */
  public List<Build> confirming(List<Build> builds) {
    Path place = path.resolve(CONFIRM);
    return builds.stream()
        .map(
            build ->
                new Build(
                    build.name(),
                    build.jar(),
                    place.resolve(build.name()),
                    place.resolve("profiles"),
                    build.renames(),
                    build.setting(),
                    build.intended()))
        .toList();
  }

  /** What a side measured in turns after it regressed in pairs. */
  Side readConfirming(String side) throws BadInput {
    return read(path.resolve(CONFIRM).resolve(side), side);
  }

  /** Where the measured loops of both sides go. */
  public Path stubs() {
    return path.resolve("stubs");
  }

  private Path profiles() {
    return path.resolve("profiles");
  }

  /**
   * What a side measured.
   *
   * @param label what the side is called
   */
  public Side read(String side, String label) throws BadInput {
    return read(path.resolve(side), label);
  }

  private static Side read(Path directory, String label) throws BadInput {
    return Files.isDirectory(directory)
        ? SideReader.read(label, List.of(directory))
        : Side.empty(label);
  }

  /** The profiles of both sides; empty if there are none. */
  public Optional<SuiteProfiles> readProfiles(Renames renames) throws BadInput {
    return Files.isDirectory(profiles())
        ? Optional.of(
            SuiteProfiles.read(profiles().resolve("base"), profiles().resolve("head"), renames))
        : Optional.empty();
  }
}
