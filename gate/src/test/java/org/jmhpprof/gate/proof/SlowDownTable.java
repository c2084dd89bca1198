// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jmhpprof.gate.attribution.Attribution.Suspect;
import org.jmhpprof.gate.attribution.Attributor;
import org.jmhpprof.gate.attribution.Attributor.UserCode;
import org.jmhpprof.gate.attribution.Dispersion.RatioInterval;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.profiles.SuiteProfiles.ProfileDirectory;
import org.jmhpprof.gate.stats.Change;

/**
 * How often a known slow-down is found, and the function that is to blame named, over random
 * choices of the rounds that {@link SlowDownRuns} left.
 */
public final class SlowDownTable {
  static final String CLASS = "org.jmhpprof.benchmarks.SlowDown";

  /** Who pays, by benchmark. */
  static final Map<String, String> GUILTY = new LinkedHashMap<>();

  static {
    GUILTY.put("plain", CLASS + ".plainCallee");
    GUILTY.put("inlined", CLASS + ".inlinedCallee");
    GUILTY.put("lambda", CLASS + ".lambda$lambdaCallee$0");
    GUILTY.put("megamorphic", CLASS + "$Circle.area");
    GUILTY.put("allocating", CLASS + ".allocatingCallee");
    GUILTY.put("locked", CLASS + ".lockedCallee");
  }

  private static final int DRAWS = 200;
  private static final double ALPHA = 0.05;
  private static final double MARGIN = 0.05;

  /** One fork, timed and profiled. */
  private record Round(double time, ProfiledFork profile) {}

  /** Whom many attributions named. */
  private static final class Named {
    private int attributions;
    private int any;
    private int first;
    private int firstThree;

    private void add(List<Suspect> suspects, String guilty) {
      int place = 0;
      while (place < suspects.size() && !is(suspects.get(place), guilty)) {
        place++;
      }
      attributions++;
      any += suspects.isEmpty() ? 0 : 1;
      first += place == 0 && !suspects.isEmpty() ? 1 : 0;
      firstThree += place < Math.min(3, suspects.size()) ? 1 : 0;
    }

    private String first() {
      return percent(first, attributions);
    }

    private String firstThree() {
      return percent(firstThree, attributions);
    }
  }

  /**
   * What came of many draws.
   *
   * <p>{@code diff} names without knowing of any verdict, {@code run} only where there is one.
   */
  private static final class Counts {
    private final Named diff = new Named();
    private final Named run = new Named();
    private int draws;
    private int slower;
    private int regressed;
  }

  static String percent(int count, int all) {
    return all == 0 ? "-" : String.format(Locale.ROOT, "%.0f", 100.0 * count / all);
  }

  private final Path directory;
  private final Random random = new Random(1);
  private final Attributor attributor = new Attributor(UserCode.outsideThePlatform());

  private SlowDownTable(Path directory) {
    this.directory = directory;
  }

  /** Arguments: the directory, then numbers of forks a side. */
  public static void main(String[] arguments) throws BadInput {
    if (arguments.length < 2) {
      System.err.println("usage: SlowDownTable <dir> <forks>...");
      System.exit(2);
    }
    List<Integer> forks = Arrays.stream(arguments).skip(1).map(Integer::valueOf).toList();
    new SlowDownTable(Path.of(arguments[0])).print(System.out, forks);
  }

  private void print(PrintStream out, List<Integer> forks) throws BadInput {
    out.println(
        "| callee | injected | measured | slower | REGRESSED | named | guilty first | in first 3 |"
            + " REGRESSED: guilty first | in first 3 |");
    out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (String benchmark : GUILTY.keySet()) {
      List<Round> base = rounds(0, benchmark);
      for (int percent : SlowDownRuns.PERCENTS) {
        List<Round> head = percent == 0 ? base : rounds(percent, benchmark);
        List<Counts> counts = new ArrayList<>();
        for (int each : forks) {
          counts.add(
              percent == 0 ? equal(benchmark, base, each) : injected(benchmark, base, head, each));
        }
        row(out, benchmark, percent, 100 * (mean(head) / mean(base) - 1), counts);
      }
    }
  }

  /** Geometric mean of the timed forks. */
  private static double mean(List<Round> rounds) {
    return Math.exp(rounds.stream().mapToDouble(each -> Math.log(each.time)).average().orElse(0));
  }

  /** Some rounds of base against others of it. */
  private Counts equal(String benchmark, List<Round> base, int forks) {
    Counts counts = new Counts();
    List<Round> shuffled = new ArrayList<>(base);
    for (int draw = 0; draw < DRAWS && 2 * forks <= base.size(); draw++) {
      Collections.shuffle(shuffled, random);
      List<Round> first = shuffled.subList(0, forks);
      count(counts, benchmark, first, shuffled.subList(forks, 2 * forks), false);
    }
    return counts;
  }

  private Counts injected(String benchmark, List<Round> base, List<Round> head, int forks) {
    int rounds = Math.min(base.size(), head.size());
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      order.add(i);
    }
    Counts counts = new Counts();
    int draws = forks < rounds ? DRAWS : forks == rounds ? 1 : 0;
    for (int draw = 0; draw < draws; draw++) {
      Collections.shuffle(order, random);
      List<Integer> drawn = order.subList(0, forks);
      count(
          counts,
          benchmark,
          drawn.stream().map(base::get).toList(),
          drawn.stream().map(head::get).toList(),
          true);
    }
    return counts;
  }

  private void count(
      Counts counts, String benchmark, List<Round> base, List<Round> head, boolean paired) {
    counts.draws++;
    double[] before = base.stream().mapToDouble(each -> Math.log(each.time)).toArray();
    double[] after = head.stream().mapToDouble(each -> Math.log(each.time)).toArray();
    Change change = paired ? Change.paired(before, after) : Change.welch(before, after);
    counts.slower += change.pAbove(0) <= ALPHA ? 1 : 0;
    boolean regressed = change.pAbove(Math.log1p(MARGIN)) <= ALPHA;
    counts.regressed += regressed ? 1 : 0;
    counts.diff.add(suspects(base, head, Optional.empty()), GUILTY.get(benchmark));
    if (regressed) {
      counts.run.add(suspects(base, head, Optional.of(timed(change))), GUILTY.get(benchmark));
    }
  }

  private List<Suspect> suspects(
      List<Round> base, List<Round> head, Optional<RatioInterval> timed) {
    return attributor
        .attribute(
            base.stream().map(Round::profile).toList(),
            head.stream().map(Round::profile).toList(),
            timed)
        .suspects();
  }

  /** As {@code run} hands it on. */
  private static RatioInterval timed(Change change) {
    double half = change.halfWidth(1 - ALPHA);
    return new RatioInterval(
        Math.exp(change.estimate()),
        Math.exp(change.estimate() - half),
        Math.exp(change.estimate() + half));
  }

  /** Whether it is the suspect, or the frame that the suspect is shown under. */
  static boolean is(Suspect suspect, String guilty) {
    return suspect.function().function().equals(guilty)
        || suspect.under().filter(above -> above.function().equals(guilty)).isPresent();
  }

  private static void row(
      PrintStream out, String benchmark, int percent, double measured, List<Counts> counts) {
    boolean guilty = percent > 0;
    out.printf(
        Locale.ROOT,
        "| %s | %d %% | %s | %s | %s | %s | %s | %s | %s | %s |%n",
        benchmark,
        percent,
        guilty ? String.format(Locale.ROOT, "%+.1f %%", measured) : "",
        cell(counts, each -> percent(each.slower, each.draws)),
        cell(counts, each -> percent(each.regressed, each.draws)),
        cell(counts, each -> percent(each.diff.any, each.draws)),
        guilty ? cell(counts, each -> each.diff.first()) : "",
        guilty ? cell(counts, each -> each.diff.firstThree()) : "",
        guilty ? cell(counts, each -> each.run.first()) : "",
        guilty ? cell(counts, each -> each.run.firstThree()) : "");
  }

  private static String cell(List<Counts> counts, Function<Counts, String> figure) {
    return String.join(" / ", counts.stream().map(figure).toList());
  }

  /** All finished rounds of a benchmark. */
  private List<Round> rounds(int percent, String benchmark) throws BadInput {
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; Files.exists(SlowDownRuns.round(directory, percent, i)); i++) {
      Path round = SlowDownRuns.round(directory, percent, i);
      if (!Files.exists(round.resolve("done"))) {
        break;
      }
      String name = CLASS + "." + benchmark;
      Map<BenchmarkKey, BenchmarkResult> timed =
          SideReader.read("timed", List.of(round.resolve("timed.json"))).results();
      if (timed.keySet().stream().noneMatch(key -> key.benchmark().equals(name))) {
        continue;
      }
      double time =
          timed.values().stream()
              .filter(each -> each.key().benchmark().equals(name))
              .flatMap(
                  each -> each.metrics().get(Metric.SCORE).forks().get(0).iterations().stream())
              .mapToDouble(Double::doubleValue)
              .average()
              .orElseThrow();
      ProfiledFork profile =
          ProfileDirectory.read(round.resolve("profiles")).entrySet().stream()
              .filter(each -> each.getKey().benchmark().equals(name))
              .map(each -> each.getValue().get(0))
              .findFirst()
              .orElseThrow();
      rounds.add(new Round(time, profile));
    }
    return rounds;
  }
}
