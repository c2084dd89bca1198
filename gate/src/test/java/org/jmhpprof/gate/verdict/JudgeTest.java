// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import static org.jmhpprof.gate.verdict.TestSuite.judge;
import static org.jmhpprof.gate.verdict.TestSuite.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Comparison.Flag;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Settings.Correction;
import org.jmhpprof.gate.model.Settings.Rule;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.verdict.Matching.SeriesPair;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final double[] STEADY = {99, 100, 101, 100, 99.5, 100.5};

  private static double[] times(double factor, double... values) {
    return DoubleStream.of(values).map(value -> value * factor).toArray();
  }

  private static TestSuite suite() {
    return new TestSuite();
  }

  private static Rule rule(
      String benchmark, OptionalDouble margin, OptionalDouble floor, String unit) {
    return new Rule(
        Pattern.compile(benchmark),
        Pattern.compile("score"),
        margin,
        floor,
        unit,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void slowerIsRegressedAndFasterIsImproved() {
    TestSuite base = suite().time("a", STEADY);
    Comparison slower = only(judge(base, suite().time("a", times(1.2, STEADY))));
    assertEquals(Verdict.REGRESSED, slower.verdict());
    assertEquals(1.2, slower.estimate().orElseThrow().ratio(), 1e-9);
    assertEquals(20, slower.estimate().orElseThrow().difference(), 0.05);
    assertEquals("welch-t-log", slower.estimate().orElseThrow().method().toString());
    assertEquals(
        Verdict.IMPROVED, only(judge(base, suite().time("a", times(0.8, STEADY)))).verdict());
    assertEquals(Verdict.OK, only(judge(base, suite().time("a", times(1.01, STEADY)))).verdict());
  }

  @Test
  void whatIsZeroOnBothSidesIsOk() {
    assertEquals(
        Verdict.OK, only(judge(suite().time("a", 0, 0, 0), suite().time("a", 0, 0, 0))).verdict());
  }

  @Test
  void whatTheRunDidNotComeToIsNotMissing() {
    SuiteResult suite =
        judge(
            suite().time("begun", STEADY).time("failed", STEADY).absent("never", Side.NOT_REACHED),
            suite()
                .absent("begun", Side.NOT_REACHED)
                .absent("failed", "an exception")
                .absent("never", Side.NOT_REACHED));
    assertEquals(
        List.of(Verdict.INCONCLUSIVE, Verdict.FAILED, Verdict.INCONCLUSIVE),
        suite.comparisons().stream().map(Comparison::verdict).toList());
    assertEquals(List.of(Side.NOT_REACHED), suite.comparisons().get(0).notes());
  }

  @Test
  void throughputIsInverted() {
    TestSuite base = suite().throughput("a", STEADY);
    Comparison lower = only(judge(base, suite().throughput("a", times(0.8, STEADY))));
    assertEquals(Verdict.REGRESSED, lower.verdict());
    assertEquals(1.25, lower.estimate().orElseThrow().ratio(), 1e-9);
    assertEquals("ms/op", lower.estimate().orElseThrow().costUnit());
    assertEquals(100, lower.baseValue(), 0.1);
    assertEquals(80, lower.headValue(), 0.1);
    assertEquals(
        Verdict.IMPROVED, only(judge(base, suite().throughput("a", times(1.2, STEADY)))).verdict());
  }

  @Test
  void noiseIsInconclusiveAndSaysHowManyForksItNeeds() {
    Comparison noisy =
        only(judge(suite().time("a", 100, 110, 90, 104), suite().time("a", 101, 112, 88, 100)));
    assertEquals(Verdict.INCONCLUSIVE, noisy.verdict());
    Estimate estimate = noisy.estimate().orElseThrow();
    assertTrue(estimate.forksNeeded() > 4, () -> "" + estimate.forksNeeded());
    assertTrue(estimate.lower() < 1 && estimate.upper() > 1.05);
  }

  @Test
  void modesOfOneNameStayApart() {
    SuiteResult suite =
        judge(
            suite().time("a", STEADY).throughput("a", STEADY),
            suite().time("a", times(1.3, STEADY)).throughput("a", STEADY));
    assertEquals(
        List.of(Verdict.REGRESSED, Verdict.OK),
        suite.comparisons().stream().map(Comparison::verdict).toList());
  }

  @Test
  void unitsAreConverted() {
    TestSuite base = suite().time("a", STEADY);
    TestSuite head =
        suite().score("a", "avgt", "us/op", Direction.LOWER_IS_BETTER, times(0.001, STEADY));
    Comparison comparison = only(judge(base, head));
    assertEquals(Verdict.OK, comparison.verdict());
    assertEquals(1, comparison.estimate().orElseThrow().ratio(), 1e-9);
    TestSuite other = suite().score("a", "avgt", "m/op", Direction.LOWER_IS_BETTER, STEADY);
    assertEquals(Verdict.INCOMPARABLE, only(judge(base, other)).verdict());
  }

  @Test
  void vanishedAndAdded() {
    SuiteResult suite =
        judge(
            suite().time("gone", STEADY).time("failed", STEADY).time("kept", STEADY),
            suite().time("kept", STEADY).time("added", STEADY).absent("failed", "threw"));
    assertEquals(1, suite.count(Verdict.NEW));
    assertEquals(1, suite.count(Verdict.MISSING));
    assertEquals(1, suite.count(Verdict.FAILED));
    assertEquals(1, suite.count(Verdict.OK));
    assertTrue(suite.comparisons().stream().anyMatch(each -> each.notes().contains("head: threw")));
  }

  @Test
  void whatFailsInHeadAloneFailsWhateverItsOtherForksSay() {
    TestSuite base = suite().time("a", STEADY);
    Comparison flaky = only(judge(base, suite().time("a", STEADY).failed("a", 1, "threw")));
    assertEquals(Verdict.FAILED, flaky.verdict());
    assertEquals(1, flaky.estimate().orElseThrow().ratio(), 1e-9, "what was measured is kept");
    assertTrue(flaky.notes().contains("head failed in 1 of 7 forks: threw"), flaky::toString);
    Comparison never = only(judge(base, suite().failed("a", 3, "threw")));
    assertEquals(Verdict.FAILED, never.verdict());
    assertEquals(List.of("head: threw"), never.notes());
    Comparison mended = only(judge(base.failed("a", 3, "threw"), suite().time("a", STEADY)));
    assertEquals(Verdict.OK, mended.verdict());
    assertEquals(
        Verdict.INCOMPARABLE,
        only(judge(suite().failed("a", 3, "threw"), suite().time("a", STEADY))).verdict());
  }

  @Test
  void failedOnBothSidesIsNotForgotten() {
    SuiteResult suite =
        judge(
            suite().absent("a", "threw").time("b", STEADY),
            suite().absent("a", "threw").time("b", STEADY));
    assertEquals(Verdict.INCOMPARABLE, suite.comparisons().get(0).verdict());
  }

  @Test
  void otherThreadsAreNotTheSame() {
    Comparison comparison =
        only(judge(suite().time("a", STEADY), suite().threads(4).time("a", STEADY)));
    assertEquals(Verdict.INCOMPARABLE, comparison.verdict());
    assertEquals(List.of("threads: 1 / 4"), comparison.notes());
    SuiteResult more =
        judge(suite().time("a", STEADY), suite().time("a", STEADY).threads(4).time("a", STEADY));
    assertEquals(1, more.count(Verdict.OK));
    assertEquals(1, more.count(Verdict.NEW));
  }

  @Test
  void whatAllDifferInIsToldOnce() {
    Settings allowed = new Settings(0.05, 0.05, Correction.HOLM, 1, true);
    TestSuite base = suite().time("a", STEADY).time("b", STEADY);
    TestSuite head = suite().fact("jdk", "21").time("a", STEADY).time("b", STEADY);
    SuiteResult all = judge(allowed, List.of(), base, head);
    assertTrue(all.warnings().contains("Base and head differ in jdk: 17 / 21."), all::toString);
    all.comparisons().forEach(each -> assertEquals(List.of(), each.notes()));
    TestSuite some = suite().time("b", STEADY).fact("jdk", "21").time("a", STEADY);
    SuiteResult one = judge(allowed, List.of(), base, some);
    assertFalse(one.warnings().toString().contains("jdk"), one::toString);
    assertEquals(List.of("jdk: 17 / 21"), one.comparisons().get(0).notes());
    assertEquals(List.of(), one.comparisons().get(1).notes());
  }

  @Test
  void theMarginsAreThoseThatApplied() {
    TestSuite turns = suite().time("a", STEADY);
    assertEquals("5 %", judge(turns, turns).settings().margins());
    TestSuite pairs = suite().fact("design", "pairs").time("a", STEADY);
    assertEquals("2 %", judge(pairs, pairs).settings().margins());
    TestSuite both = suite().time("b", STEADY).fact("design", "pairs").time("a", STEADY);
    assertEquals("2 % in pairs, 5 % in turns", judge(both, both).settings().margins());
    assertEquals("5 %", judge(suite(), suite()).settings().margins());
  }

  @Test
  void otherConditionsAreRefusedUnlessAllowed() {
    TestSuite base = suite().time("a", STEADY);
    TestSuite head = suite().fact("jdk", "21").time("a", STEADY);
    Comparison refused = only(judge(base, head));
    assertEquals(Verdict.INCOMPARABLE, refused.verdict());
    assertEquals(List.of("jdk: 17 / 21"), refused.notes());
    Settings allowed = new Settings(0.05, 0.05, Correction.HOLM, 1, true);
    Comparison compared = only(judge(allowed, List.of(), base, head));
    assertEquals(Verdict.OK, compared.verdict());
    assertTrue(compared.flags().contains(Flag.CONDITIONS_DIFFER));
    TestSuite unknown = suite().fact("cpu", "known to one side").time("a", STEADY);
    assertEquals(Verdict.OK, only(judge(base, unknown)).verdict());
  }

  @Test
  void contradictionsAreRefusedUnlessARuleSettlesThem() {
    TestSuite base = suite().time("a", STEADY).contradiction("a", "mode contradicts unit");
    TestSuite head =
        suite().time("a", times(2, STEADY)).contradiction("a", "mode contradicts unit");
    assertEquals(Verdict.INCOMPARABLE, only(judge(base, head)).verdict());
    Rule higher =
        new Rule(
            Pattern.compile(""),
            Pattern.compile("score"),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            "",
            Optional.of(Direction.HIGHER_IS_BETTER),
            Optional.empty());
    assertEquals(
        Verdict.IMPROVED, only(judge(Settings.DEFAULTS, List.of(higher), base, head)).verdict());
  }

  @Test
  void oneForkOrNoneIsAdvice() {
    Comparison one = only(judge(suite().time("a", 100), suite().time("a", 200)));
    assertEquals(Verdict.INCONCLUSIVE, one.verdict());
    assertTrue(one.flags().contains(Flag.ADVISORY));
    assertEquals(2, one.estimate().orElseThrow().ratio(), 1e-9);
    Comparison none =
        only(
            judge(
                suite().withoutForks().time("a", STEADY),
                suite().withoutForks().time("a", times(2, STEADY))));
    assertEquals(Verdict.INCONCLUSIVE, none.verdict());
    assertTrue(none.flags().contains(Flag.ADVISORY));
  }

  @Test
  void blocksArePairedAndWhatHasNoOtherHalfIsTold() {
    double[] drifting = {100, 120, 140, 160, 180, 200};
    TestSuite base = suite().blocks().session("s").time("a", drifting);
    Comparison paired =
        only(
            judge(
                base, suite().blocks().session("s").time("a", 111, 131, 155, 175, 199, 219, 500)));
    assertEquals("paired-t-log", paired.estimate().orElseThrow().method().toString());
    assertEquals(Verdict.REGRESSED, paired.verdict());
    assertTrue(paired.notes().get(0).startsWith("1 forks have no other half"));
    Comparison unpaired =
        only(judge(suite().time("a", drifting), suite().time("a", 111, 131, 155, 175, 199, 219)));
    assertEquals(Verdict.INCONCLUSIVE, unpaired.verdict());
  }

  @Test
  void anotherSessionNeedsItsVariance() {
    TestSuite base = suite().session("monday").time("a", STEADY);
    TestSuite head = suite().session("tuesday").time("a", times(1.2, STEADY));
    Comparison alone = only(judge(base, head));
    assertEquals(Verdict.INCONCLUSIVE, alone.verdict());
    assertTrue(alone.flags().contains(Flag.ADVISORY));
    TestSuite many = suite();
    for (String day : List.of("mon", "tue", "wed", "thu", "fri")) {
      many.session(day).time("a", times(1 + 0.001 * day.charAt(0) % 0.01, STEADY));
    }
    Comparison known = only(judge(many, head));
    assertEquals("session-t-log", known.estimate().orElseThrow().method().toString());
    assertEquals(Verdict.REGRESSED, known.verdict());
  }

  @Test
  void marginsAndFloors() {
    TestSuite base = suite().time("a", STEADY);
    TestSuite head = suite().time("a", times(1.2, STEADY));
    List<Rule> wide =
        List.of(rule("p\\.a avgt", OptionalDouble.of(0.3), OptionalDouble.empty(), ""));
    assertEquals(Verdict.OK, only(judge(Settings.DEFAULTS, wide, base, head)).verdict());
    List<Rule> floor = List.of(rule("", OptionalDouble.empty(), OptionalDouble.of(0.03), "us/op"));
    Comparison floored = only(judge(Settings.DEFAULTS, floor, base, head));
    assertEquals(Verdict.OK, floored.verdict());
    assertTrue(floored.flags().contains(Flag.FLOOR_APPLIED));
    assertEquals(0.3, floored.estimate().orElseThrow().margin(), 0.01);
    List<Rule> other = List.of(rule("p.b", OptionalDouble.of(9), OptionalDouble.empty(), ""));
    assertEquals(Verdict.REGRESSED, only(judge(Settings.DEFAULTS, other, base, head)).verdict());
  }

  @Test
  void allocationHasAFloorAndMayBeZero() {
    TestSuite zero =
        suite().time("a", STEADY).metric("a", "avgt", "gc.alloc.rate.norm", "B/op", 0, 0, 0);
    TestSuite residue =
        suite().time("a", STEADY).metric("a", "avgt", "gc.alloc.rate.norm", "B/op", 1, 1.1, 0.9);
    TestSuite object =
        suite().time("a", STEADY).metric("a", "avgt", "gc.alloc.rate.norm", "B/op", 16, 16, 16);
    assertEquals(2, judge(zero, residue).count(Verdict.OK));
    assertEquals(2, judge(zero, zero).count(Verdict.OK));
    SuiteResult more = judge(zero, object);
    assertEquals(1, more.count(Verdict.REGRESSED));
    Estimate estimate = more.comparisons().get(1).estimate().orElseThrow();
    assertEquals("welch-t-difference", estimate.method().toString());
    assertEquals(16, estimate.difference(), 1e-9);
  }

  @Test
  void metricsWithoutADirectionAreOnlyTold() {
    TestSuite base = suite().time("a", STEADY).metric("a", "avgt", "IPC", "insns/clk", 2, 2.1, 2);
    TestSuite head = suite().time("a", STEADY).metric("a", "avgt", "IPC", "insns/clk", 1, 1.1, 1);
    SuiteResult suite = judge(base, head);
    assertEquals(Verdict.NOT_GATED, suite.comparisons().get(1).verdict());
    assertEquals(1, suite.tests());
  }

  @Test
  void holmCountsTheSuite() {
    TestSuite base = suite();
    TestSuite head = suite();
    for (int i = 0; i < 20; i++) {
      base.time("a" + i, 100, 101, 99);
      head.time("a" + i, i == 0 ? new double[] {112, 108, 110} : new double[] {100, 101, 99});
    }
    assertEquals(0, judge(base, head).count(Verdict.REGRESSED));
    Settings each = new Settings(0.05, 0.05, Correction.NONE, 1, false);
    assertEquals(1, judge(each, List.of(), base, head).count(Verdict.REGRESSED));
  }

  @Test
  void looksShareTheErrorRate() {
    TestSuite base = suite().time("a", STEADY);
    TestSuite head = suite().time("a", times(1.2, STEADY));
    Estimate once = only(judge(base, head)).estimate().orElseThrow();
    Settings thrice = new Settings(0.05, 0.05, Correction.HOLM, 3, false);
    Estimate shared = only(judge(thrice, List.of(), base, head)).estimate().orElseThrow();
    assertEquals(3 * once.adjustedP(), shared.adjustedP(), 1e-15);
    assertEquals(1 - 0.05 / 3, shared.confidence(), 1e-12);
    assertTrue(shared.lower() < once.lower());
  }

  @Test
  void allMovingTheSameWayIsToldAndNotHidden() {
    TestSuite base = suite();
    TestSuite head = suite();
    for (int i = 0; i < 6; i++) {
      base.time("a" + i, STEADY);
      head.time("a" + i, times(1.1 + 0.005 * i, STEADY));
    }
    SuiteResult suite = judge(base, head);
    assertTrue(suite.shift().shifted());
    assertEquals(6, suite.count(Verdict.REGRESSED));
    assertTrue(suite.comparisons().get(0).flags().contains(Flag.ENVIRONMENT_CHANGE));
    assertTrue(suite.warnings().get(0).startsWith("6 of 6 benchmarks moved the same way"));
    TestSuite mixed = suite();
    for (int i = 0; i < 6; i++) {
      mixed.time("a" + i, times(i % 2 == 0 ? 1.1 : 0.9, STEADY));
    }
    assertFalse(judge(base, mixed).shift().shifted());
  }

  @Test
  void baseWithoutASessionIsAnotherSessionThanHeads() {
    TestSuite head = suite().session("today").time("a", times(1.2, STEADY));
    Comparison stored = only(judge(suite().time("a", STEADY), head));
    assertEquals(Verdict.INCONCLUSIVE, stored.verdict());
    assertTrue(stored.flags().contains(Flag.ADVISORY));
  }

  private static SuiteResult withNoise(TestSuite base, TestSuite head, TestSuite noise) {
    return new Judge(Settings.DEFAULTS, Optional.of(noise.side()))
        .judge(base.side(), head.side(), true);
  }

  @Test
  void storedNoiseMakesUnknownSessionsTwo() {
    TestSuite base = suite().time("a", STEADY);
    TestSuite head = suite().time("a", times(1.2, STEADY));
    TestSuite noise = suite();
    double[] sessions = {0.8, 1, 1.1, 1.25};
    for (double each : sessions) {
      noise.session("s" + each).time("a", times(each, STEADY));
    }
    Comparison apart = only(withNoise(base, head, noise));
    assertEquals(Verdict.INCONCLUSIVE, apart.verdict());
    Estimate estimate = apart.estimate().orElseThrow();
    assertEquals("session-t-log", estimate.method().toString());
    assertEquals(4, estimate.checks().get("sessions"));
    // One session of base: the variance of one more counts twice.
    assertEquals(
        Math.sqrt(2) * estimate.checks().get("sd.sessions"), estimate.standardError(), 1e-9);
    TestSuite few = suite().time("a", 90, 110);
    Estimate coarse = only(withNoise(few, head, noise)).estimate().orElseThrow();
    assertTrue(coarse.standardError() > estimate.standardError() * 1.05, "base has fewer forks");
    TestSuite elsewhere = suite().fact("jdk", "21").session("s").time("a", STEADY);
    Comparison unused = only(withNoise(base, head, elsewhere));
    assertEquals(Verdict.REGRESSED, unused.verdict());
    assertTrue(unused.notes().toString().contains("other conditions: jdk: 17 / 21"));
  }

  /** Two equal forks a side by chance do not make a machine quiet. */
  @Test
  void storedNoiseIsTheLeastNoise() {
    TestSuite base = suite().session("now").time("a", 100, 100.01);
    TestSuite head = suite().session("now").time("a", 108, 108.01);
    assertEquals(Verdict.REGRESSED, only(judge(base, head)).verdict());
    TestSuite noise = suite().session("then").time("a", 90, 95, 100, 105, 110, 115, 85, 100);
    Comparison known = only(withNoise(base, head, noise));
    assertEquals(Verdict.INCONCLUSIVE, known.verdict());
    Estimate estimate = known.estimate().orElseThrow();
    assertEquals(estimate.checks().get("noiseFloor"), estimate.standardError(), 1e-12);
    // Of the two forks a side: that the noise is known well makes nothing more significant.
    assertEquals(2, estimate.degreesOfFreedom(), 0.1);
  }

  @Test
  void pairsHaveTheLeastNoiseOfStoredPairs() {
    double[] quiet = {100, 100.1, 99.9, 100};
    TestSuite base = suite().blocks().session("now").time("a", quiet);
    TestSuite head = suite().blocks().session("now").time("a", times(1.06, quiet));
    assertEquals(Verdict.REGRESSED, only(judge(base, head)).verdict());
    TestSuite a = suite().blocks().session("then").time("a", 100, 110, 90, 100);
    TestSuite b = suite().blocks().session("then").time("a", 104, 107, 93, 99);
    // As a store has them: two forks in each block.
    BenchmarkKey key = a.results.firstKey();
    List<Fork> forks = new ArrayList<>(a.results.get(key).metrics().get("score").forks());
    forks.addAll(b.results.get(key).metrics().get("score").forks());
    Series before = base.results.get(key).metrics().get("score");
    Series after = head.results.get(key).metrics().get("score");
    SeriesPair pair =
        new SeriesPair(
            key,
            before.metric(),
            before.forks(),
            after.forks(),
            forks,
            true,
            false,
            false,
            Set.of(),
            List.of());
    Comparison known =
        new Decision(Settings.DEFAULTS, Set.of())
            .verdicts(List.of(new Estimation(pair, Settings.DEFAULTS)), List.of())
            .get(0);
    assertEquals(Verdict.INCONCLUSIVE, known.verdict());
    double[] differences = {
      Math.log(104 / 100.0), Math.log(107 / 110.0), Math.log(93 / 90.0), Math.log(99 / 100.0)
    };
    double mean = DoubleStream.of(differences).average().orElseThrow();
    double squares = DoubleStream.of(differences).map(d -> (d - mean) * (d - mean)).sum();
    assertEquals(Math.sqrt(squares / 3 / 4), known.estimate().orElseThrow().standardError(), 1e-12);
    assertEquals("paired-t-log", known.estimate().orElseThrow().method().toString());
  }

  @Test
  void aRuleOnDirectionSettlesNothingElse() {
    Rule lower =
        new Rule(
            Pattern.compile(""),
            Pattern.compile("score"),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            "",
            Optional.of(Direction.LOWER_IS_BETTER),
            Optional.empty());
    TestSuite base = suite().time("a", STEADY);
    TestSuite twice = suite().time("a", times(2, STEADY)).conflict("a", "a fork is there twice");
    assertEquals(
        Verdict.INCOMPARABLE,
        only(judge(Settings.DEFAULTS, List.of(lower), base, twice)).verdict());
  }

  @Test
  void theSameMeasurementsAreNotTwoBuilds() {
    TestSuite one = suite().iterations("a", 1.0, 2.0, 3.0).iterations("a", 1.5, 2.5, 3.5);
    TestSuite other = suite().iterations("a", 1.0, 2.0, 3.0).iterations("a", 1.5, 2.5, 3.6);
    assertTrue(judge(one, one).warnings().toString().contains("the same measurements"));
    assertFalse(judge(one, other).warnings().toString().contains("the same measurements"));
  }

  @Test
  void aMetricThatOnlyHeadHasIsNew() {
    TestSuite base = suite().time("a", STEADY);
    TestSuite head = suite().time("a", STEADY).metric("a", "avgt", "hits", "ops/s", 5, 6, 7);
    SuiteResult suite = judge(base, head);
    assertEquals(Verdict.NEW, suite.comparisons().get(1).verdict());
    assertEquals(Set.of(), suite.comparisons().get(1).flags());
    assertEquals(1, suite.tests());
    assertEquals(Verdict.INCONCLUSIVE, judge(head, base).comparisons().get(1).verdict());
  }

  @Test
  void whatGetsNothingDoneHasNoCost() {
    TestSuite base = suite().throughput("a", 100, 101, 99);
    Comparison stopped = only(judge(base, suite().throughput("a", 0, 100, 99)));
    assertEquals(Verdict.INCONCLUSIVE, stopped.verdict());
    assertTrue(stopped.notes().toString().contains("got nothing done"), stopped::toString);
    assertTrue(stopped.flags().contains(Flag.ADVISORY));
    TestSuite noise = suite().session("x").throughput("a", 0, 99).session("y").throughput("a", 98);
    Comparison stored = only(withNoise(base, suite().throughput("a", 90, 91, 89), noise));
    assertTrue(stored.notes().toString().contains("1 stored forks got nothing"), stored::toString);
  }

  @Test
  void unsteadyForksAreFlaggedAndCount() {
    TestSuite base = suite().iterations("a", 900.0, 500.0, 300.0, 200.0, 100.0).time("a", STEADY);
    Comparison comparison = only(judge(base, suite().time("a", STEADY)));
    assertEquals(Set.of(Flag.UNSTEADY_FORKS), comparison.flags());
    assertEquals(7, comparison.base().size());
    assertEquals(400, comparison.base().get(0).value(), 1e-9);
    assertFalse(comparison.base().get(0).steady());
    assertTrue(comparison.notes().get(0).startsWith("1 of 13 forks unsteady"));
  }

  @Test
  void theSameDataGiveTheSameResult() {
    TestSuite base = suite().time("a", STEADY).throughput("b", STEADY);
    TestSuite head = suite().time("a", times(1.04, STEADY)).throughput("b", times(1.1, STEADY));
    assertEquals(judge(base, head).toString(), judge(base, head).toString());
  }
}
