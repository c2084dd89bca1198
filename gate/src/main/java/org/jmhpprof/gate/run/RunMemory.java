// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest;
import org.jmhpprof.gate.run.Looks.EarlyEnds;

/**
 * What a run was and how far it came, so that the same command goes on.
 *
 * @param path of the run's directory
 */
record RunMemory(Path path) {
  private static final String SEED = "seed";
  private static final String EARLY = "earlyEnds";
  private static final String ENDED_EARLY = "endedEarly";

  /** What the user calls what is remembered. */
  private static final Map<String, String> NAMES =
      names(
          "looks",
          "--forks and --max-forks",
          "patterns",
          "the regular expression",
          "jmhOptions",
          "what goes to JMH",
          "java",
          "--java",
          "renamed",
          "\"renamed\" in --config",
          "baseline",
          "--baseline",
          "design",
          "--design",
          "jit",
          "--jit",
          "baseSetting",
          "the options --base-...",
          "headSetting",
          "the options --head-... and --inject",
          SEED,
          "--seed");

  private static Map<String, String> names(String... pairs) {
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      names.put(pairs[i], pairs[i + 1]);
    }
    return names;
  }

  /** A seed that an interrupted run drew. */
  Optional<Long> seed() throws BadInput {
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
  EarlyEnds earlyEnds() throws BadInput {
    EarlyEnds before = remembered(EARLY, EarlyEnds::of).orElse(EarlyEnds.NONE);
    return remembered(ENDED_EARLY, Integer::valueOf).map(before::and).orElse(before);
  }

  /**
   * Notes that results were shown before all was measured.
   *
   * @param taken how many of the planned looks were taken before
   */
  void endEarly(int taken) throws BadInput, IOException {
    note(Map.of(ENDED_EARLY, String.valueOf(taken)));
  }

  private void note(Map<String, String> more) throws BadInput, IOException {
    SortedMap<String, String> facts = Manifest.read(path);
    facts.putAll(more);
    new Manifest(facts).write(path);
  }

  /** By what the error rate is divided for its results as they are; 1 where it holds no run. */
  int looks() throws BadInput {
    EarlyEnds before = remembered(EARLY, EarlyEnds::of).orElse(EarlyEnds.NONE);
    Optional<Integer> ended = remembered(ENDED_EARLY, Integer::valueOf);
    int planned = Looks.planned(Manifest.read(path));
    return Looks.divisor(planned, before, ended.orElse(0), ended.isEmpty());
  }

  /**
   * Makes the directory this run's.
   *
   * @param jars the files of base and head, as the user named them
   * @return whether it is already, and the run goes on
   * @throws BadInput if it is another run's
   */
  boolean claim(SortedMap<String, String> facts, long seed, Map<String, String> jars)
      throws BadInput, IOException {
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
}
