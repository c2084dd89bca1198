// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.FunctionKind;
import org.jmhpprof.gate.attribution.Attribution.Outcome;
import org.jmhpprof.gate.attribution.Attribution.Suspect;
import org.jmhpprof.gate.attribution.Dispersion.RatioInterval;
import org.jmhpprof.gate.attribution.ProfiledFork.CommonForm;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.stats.Moments;

/** From the profiles of both sides to the functions that make up the difference. */
public final class Attributor {
  /** Tells the user's own functions from those of libraries that he does not change. */
  public static final class UserCode {
    private static final List<String> PLATFORM =
        List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "kotlin.",
            "scala.",
            "groovy.lang.",
            "org.openjdk.jmh.",
            "org.jmhpprof.sampler.");

    private UserCode() {}

    /** Everything but the JDK, the languages' own libraries, and JMH. */
    public static Predicate<String> outsideThePlatform() {
      return function -> PLATFORM.stream().noneMatch(function::startsWith);
    }

    /** What lies in one of these packages or in one below. */
    public static Predicate<String> inPackages(List<String> packages) {
      List<String> prefixes = packages.stream().map(each -> each + ".").toList();
      return function -> prefixes.stream().anyMatch(function::startsWith);
    }
  }

  /** Share of false ones among the functions named. */
  public static final double FALSE_DISCOVERY_RATE = 0.10;

  /** Functions with fewer ticks in a fork of base and one of head together are not tested. */
  private static final double FEWEST_TICKS = 20;

  private final Predicate<String> userCode;

  /**
   * An attributor.
   *
   * @param userCode tells the user's functions by their names
   */
  public Attributor(Predicate<String> userCode) {
    this.userCode = userCode;
  }

  /**
   * Compares the profiles.
   *
   * @param base at least one fork
   * @param head at least one fork, of the same benchmark
   * @param timed the change that forks without a profiler showed; empty if there are none, and then
   *     nothing is checked against it
   */
  public Attribution attribute(
      List<ProfiledFork> base, List<ProfiledFork> head, Optional<RatioInterval> timed) {
    if (base.isEmpty() || head.isEmpty()) {
      throw new IllegalArgumentException("profiles on one side only");
    }
    CommonForm common = CommonForm.of(base, head);
    Functions functions = functions(common);
    Map<String, String> renamed = functions.moved().renamed();
    if (!renamed.isEmpty()) {
      functions = functions(common.renamingInBase(renamed));
    }
    CostTable table = functions.table();
    Dispersion dispersion = functions.dispersion();
    Map<String, FunctionDifference> rows = functions.rows();
    MovedCost moved = functions.moved();
    Cost totalCost = table.total();
    Readings readings =
        new Readings(
            Dispersion.NONE.estimate(totalCost),
            Dispersion.NONE.estimate(table.own()),
            table.own().ratio(),
            wall(common),
            wallDifference(common),
            timed);
    boolean replicated = totalCost.degreesOfFreedom() > 0;
    Outcome barred = readings.barred(replicated);
    List<Suspect> suspects =
        barred != null
            ? List.of()
            : new Suspects(
                    table,
                    rows,
                    dispersion,
                    moved.functions(),
                    userCode,
                    FALSE_DISCOVERY_RATE,
                    readings.own().difference(),
                    readings.sign())
                .find();
    Outcome outcome = barred != null ? barred : readings.outcome(suspects, moved.found());
    List<FunctionDifference> sorted = new ArrayList<>(rows.values());
    sorted.sort(
        Comparator.comparingDouble((FunctionDifference row) -> -Math.abs(row.self().difference()))
            .thenComparing(FunctionDifference::function));
    BenchmarkKey key = head.get(0).key();
    return new Attribution(
        key,
        outcome,
        readings.explain(outcome, suspects, moved.found()),
        common.base().size(),
        common.head().size(),
        readings.total(),
        readings.own(),
        readings.cpu(),
        readings.wall(),
        readings.wallDifference(),
        dispersion,
        FALSE_DISCOVERY_RATE,
        sorted,
        suspects,
        moved.found(),
        CallTree.of(table),
        notes(base, head, readings, renamed));
  }

  /** All functions by their names, and what moved between them. */
  private record Functions(
      CostTable table,
      Dispersion dispersion,
      Map<String, FunctionDifference> rows,
      MovedCost moved) {}

  private static Functions functions(CommonForm common) {
    CostTable table = new CostTable(common.base(), common.head(), common.paired());
    Map<String, Cost> self = table.self();
    Dispersion dispersion =
        Dispersion.of(self.values().stream().filter(Attributor::enough).toList());
    Map<String, FunctionDifference> rows = rows(table, self, table.cumulative(), dispersion);
    return new Functions(table, dispersion, rows, new MovedCost(table, rows, FALSE_DISCOVERY_RATE));
  }

  private static boolean enough(Cost cost) {
    return cost.ticksOfBoth() >= FEWEST_TICKS;
  }

  private static Map<String, FunctionDifference> rows(
      CostTable table,
      Map<String, Cost> self,
      Map<String, Cost> cumulative,
      Dispersion dispersion) {
    Map<String, Double> selfQ = tested(self, dispersion);
    Map<String, Double> cumulativeQ = tested(cumulative, dispersion);
    Map<String, FunctionDifference> rows = new TreeMap<>();
    cumulative.forEach(
        (function, cost) ->
            rows.put(
                function,
                new FunctionDifference(
                    table.location(function),
                    FunctionKind.of(function, table.machine(function)),
                    dispersion.estimate(self.getOrDefault(function, table.none())),
                    dispersion.estimate(cost),
                    selfQ.getOrDefault(function, Double.NaN),
                    cumulativeQ.getOrDefault(function, Double.NaN),
                    cost.ticks())));
    return rows;
  }

  private static Map<String, Double> tested(Map<String, Cost> costs, Dispersion dispersion) {
    List<String> functions =
        costs.entrySet().stream()
            .filter(entry -> enough(entry.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    double[] q =
        Settings.Correction.BH.adjusted(
            functions.stream()
                .mapToDouble(function -> dispersion.estimate(costs.get(function)).p())
                .toArray());
    Map<String, Double> tested = new TreeMap<>();
    for (int i = 0; i < q.length; i++) {
      tested.put(functions.get(i), q[i]);
    }
    return tested;
  }

  /** The wall time of forks that share a processor says nothing of either. */
  private static RatioInterval wall(CommonForm common) {
    return common.paired()
        ? RatioInterval.UNKNOWN
        : RatioInterval.of(wall(common.base()), wall(common.head()), false);
  }

  private static double wallDifference(CommonForm common) {
    return common.paired()
        ? Double.NaN
        : Moments.of(wall(common.head())).mean() - Moments.of(wall(common.base())).mean();
  }

  private static double[] wall(List<ProfiledFork> forks) {
    return forks.stream().mapToDouble(ProfiledFork::wallNanosPerOperation).toArray();
  }

  private static List<String> notes(
      List<ProfiledFork> base,
      List<ProfiledFork> head,
      Readings readings,
      Map<String, String> renamed) {
    List<String> notes = new ArrayList<>();
    renamed.forEach(
        (before, after) ->
            notes.add(after + " is compared with " + before + ", which it replaces"));
    TreeSet<String> clocks = new TreeSet<>();
    base.forEach(fork -> clocks.add(fork.clock()));
    head.forEach(fork -> clocks.add(fork.clock()));
    if (clocks.size() > 1) {
      notes.add("profiles of different clocks: " + String.join(", ", clocks));
    }
    if (readings.wall().lower() > 1 && readings.own().difference() > 0) {
      notes.add(
          "CPU time makes up %s of the difference of wall time"
              .formatted(
                  Figures.wholePercent(readings.own().difference() / readings.wallDifference())));
    }
    return notes;
  }
}
