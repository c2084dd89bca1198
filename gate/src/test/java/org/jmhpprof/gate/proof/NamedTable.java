// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.Attribution.Suspect;
import org.jmhpprof.gate.attribution.Attributor;
import org.jmhpprof.gate.attribution.Attributor.UserCode;
import org.jmhpprof.gate.attribution.Dispersion.RatioInterval;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.profiles.SuiteProfiles.ProfileDirectory;
import org.jmhpprof.gate.proof.MeasuredBlocks.Block;
import org.jmhpprof.gate.stats.Change;

/**
 * How often the function that is to blame is named first, over random choices of profiled pairs. As
 * a run hands it on, the attribution also knows the change that some timed pairs showed. The table
 * of {@code .ci/prove-pairs ... named}.
 */
public final class NamedTable {
  private static final String RUNS = "named-";
  private static final List<Integer> PROFILED = List.of(5, 12, 24);
  private static final int TIMED = 6;
  private static final int DRAWS = 200;
  private static final double CONFIDENCE = 0.95;

  private record ProfiledPair(ProfiledFork base, ProfiledFork head) {}

  /** What came of many draws. */
  private static final class Counts {
    private int draws;
    private int named;
    private int first;
    private int firstThree;

    private void add(List<Suspect> suspects, String guilty) {
      int place = 0;
      while (place < suspects.size() && !SlowDownTable.is(suspects.get(place), guilty)) {
        place++;
      }
      draws++;
      named += suspects.isEmpty() ? 0 : 1;
      first += place == 0 && !suspects.isEmpty() ? 1 : 0;
      firstThree += place < Math.min(3, suspects.size()) ? 1 : 0;
    }
  }

  private final Path directory;
  private final Random random = new Random(1);
  private final Attributor attributor = new Attributor(UserCode.outsideThePlatform());

  private NamedTable(Path directory) {
    this.directory = directory;
  }

  /** Arguments: the directory of the runs. */
  public static void main(String[] arguments) throws BadInput, IOException {
    if (arguments.length != 1) {
      System.err.println("usage: NamedTable <dir>");
      System.exit(2);
    }
    new NamedTable(Path.of(arguments[0])).print(System.out);
  }

  private void print(PrintStream out) throws BadInput, IOException {
    SortedMap<BenchmarkKey, List<ProfiledPair>> profiled = new TreeMap<>();
    for (Path run : MeasuredBlocks.runs(directory, RUNS)) {
      if (Files.isDirectory(run.resolve("profiles"))) {
        profiled.putAll(pairs(run.resolve("profiles")));
      }
    }
    if (profiled.isEmpty()) {
      return;
    }
    MeasuredBlocks timed = MeasuredBlocks.read(directory, RUNS);
    out.println(
        "| callee, +5 % | profiled pairs | ticks a fork | somebody named | guilty first |"
            + " in first 3 | by all pairs |");
    out.println("|---|--:|--:|--:|--:|--:|---|");
    profiled.forEach((key, pairs) -> row(out, key, pairs, timed.blocks().get(key)));
  }

  private static SortedMap<BenchmarkKey, List<ProfiledPair>> pairs(Path profiles) throws BadInput {
    SortedMap<BenchmarkKey, List<ProfiledPair>> pairs = new TreeMap<>();
    SortedMap<BenchmarkKey, List<ProfiledFork>> base =
        ProfileDirectory.read(profiles.resolve("base"));
    SortedMap<BenchmarkKey, List<ProfiledFork>> head =
        ProfileDirectory.read(profiles.resolve("head"));
    base.forEach(
        (key, forks) -> {
          Map<Integer, ProfiledFork> others =
              head.getOrDefault(key, List.of()).stream()
                  .collect(Collectors.toMap(ProfiledFork::pair, Function.identity()));
          pairs.put(
              key,
              forks.stream()
                  .filter(fork -> others.containsKey(fork.pair()))
                  .map(fork -> new ProfiledPair(fork, others.get(fork.pair())))
                  .toList());
        });
    return pairs;
  }

  private void row(
      PrintStream out, BenchmarkKey key, List<ProfiledPair> pairs, List<Block> blocks) {
    String callee = key.benchmark().substring(SlowDownTable.CLASS.length() + 1);
    List<Counts> counts = new ArrayList<>();
    for (int each : PROFILED) {
      Counts count = new Counts();
      int draws = each < pairs.size() ? DRAWS : each == pairs.size() ? 1 : 0;
      for (int draw = 0; draw < draws; draw++) {
        List<ProfiledPair> drawn = drawn(pairs, each);
        RatioInterval change = change(drawn(blocks, Math.min(TIMED, blocks.size())));
        count.add(attribution(drawn, change).suspects(), SlowDownTable.GUILTY.get(callee));
      }
      counts.add(count);
    }
    double ticks =
        pairs.stream()
            .flatMap(pair -> pair.base.stacks().stream())
            .mapToLong(ProfiledFork.ProfileStack::ticks)
            .sum();
    out.printf(
        Locale.ROOT,
        "| %s | %d | %.0f | %s | %s | %s | %s |%n",
        callee,
        pairs.size(),
        ticks / Math.max(1, pairs.size()),
        cell(counts, each -> each.named),
        cell(counts, each -> each.first),
        cell(counts, each -> each.firstThree),
        pairs.size() < 2 ? "-" : attribution(pairs, change(blocks)).explanation());
  }

  private Attribution attribution(List<ProfiledPair> pairs, RatioInterval change) {
    return attributor.attribute(
        pairs.stream().map(ProfiledPair::base).toList(),
        pairs.stream().map(ProfiledPair::head).toList(),
        Optional.of(change));
  }

  private <T> List<T> drawn(List<T> all, int count) {
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, count);
  }

  private static RatioInterval change(List<Block> blocks) {
    double[] differences = blocks.stream().mapToDouble(Block::logRatio).toArray();
    Change change = Change.paired(new double[differences.length], differences);
    double half = change.halfWidth(CONFIDENCE);
    return new RatioInterval(
        Math.exp(change.estimate()),
        Math.exp(change.estimate() - half),
        Math.exp(change.estimate() + half));
  }

  private static String cell(List<Counts> counts, Function<Counts, Integer> figure) {
    return String.join(
        " / ",
        counts.stream()
            .map(each -> SlowDownTable.percent(figure.apply(each), each.draws))
            .toList());
  }
}
