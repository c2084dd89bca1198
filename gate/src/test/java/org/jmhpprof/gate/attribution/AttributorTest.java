// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.Location;
import org.jmhpprof.gate.attribution.Attribution.Moved;
import org.jmhpprof.gate.attribution.Attribution.Outcome;
import org.jmhpprof.gate.attribution.Attribution.Suspect;
import org.jmhpprof.gate.attribution.Attributor.UserCode;
import org.jmhpprof.gate.attribution.Dispersion.RatioInterval;
import org.junit.jupiter.api.Test;

class AttributorTest {
  private static final String RUN = TestFork.KEY.benchmark();
  private static final long OPERATIONS = 1000;

  private final SplittableRandom random = new SplittableRandom(42);
  private final Attributor attributor = new Attributor(UserCode.outsideThePlatform());

  /** Counts ticks that scatter by counting, and by {@code scatter} of their number. */
  private final class Side {
    private final List<ProfiledFork> forks = new ArrayList<>();

    Side(int count, double scatter, BiConsumer<TestFork, Noise> stacks) {
      for (int i = 1; i <= count; i++) {
        TestFork fork = new TestFork(i, OPERATIONS);
        stacks.accept(fork, ticks -> noisy(ticks, scatter));
        forks.add(fork.build());
      }
    }
  }

  private interface Noise {
    long of(double ticks);
  }

  private long noisy(double ticks, double scatter) {
    double deviation = Math.sqrt(ticks + Math.pow(scatter * ticks, 2));
    return Math.max(0, Math.round(ticks + deviation * random.nextGaussian()));
  }

  private List<ProfiledFork> forks(BiConsumer<TestFork, Noise> stacks) {
    return new Side(5, 0.01, stacks).forks;
  }

  private Attribution attribute(
      BiConsumer<TestFork, Noise> base, BiConsumer<TestFork, Noise> head) {
    return attributor.attribute(forks(base), forks(head), Optional.empty());
  }

  private static Map<String, FunctionDifference> rows(Attribution attribution) {
    Map<String, FunctionDifference> rows = new HashMap<>();
    attribution.functions().forEach(row -> rows.put(row.function(), row));
    return rows;
  }

  /** Something of every kind. */
  private static void everything(TestFork fork, Noise noise, double guilty) {
    fork.measured(noise.of(1000), RUN, "a.A.innocent")
        .measured(noise.of(guilty), RUN, "a.B.guilty")
        .measured(noise.of(300), RUN, "a.B.guilty", "java.util.List.get")
        .measured(noise.of(50))
        .elsewhere(noise.of(200), "vm", "[GC]")
        .elsewhere(noise.of(100), "vm", "[JIT]")
        .elsewhere(noise.of(30), "", "[lost samples]")
        .elsewhere(noise.of(40), "harness", "[failed: GC active]")
        .elsewhere(noise.of(60), "harness", "[harness]")
        .elsewhere(noise.of(70), "program", "[other threads]", "java.lang.Thread.run", "a.C.task");
  }

  /** A processor that is slower for one pair is so for both of its forks. */
  private List<ProfiledFork> halves(double guilty, boolean paired) {
    double[] slowness = {1, 1.3, 1.1, 0.9, 1.2};
    List<ProfiledFork> halves = new ArrayList<>();
    for (int i = 0; i < slowness.length; i++) {
      double slow = slowness[i];
      TestFork fork = new TestFork(i + 1, OPERATIONS);
      everything(fork, ticks -> noisy(slow * ticks, 0.01), guilty);
      halves.add(paired ? fork.build().inPair(i + 1) : fork.build());
    }
    return halves;
  }

  @Test
  void pairsShowWhatForksInTurnsDoNot() {
    Attribution turns =
        attributor.attribute(halves(500, false), halves(650, false), Optional.empty());
    assertEquals(List.of(), turns.suspects());
    Attribution pairs =
        attributor.attribute(halves(500, true), halves(650, true), Optional.empty());
    assertEquals(Outcome.EXPLAINED, pairs.outcome(), pairs.explanation());
    assertEquals("a.B.guilty", pairs.suspects().get(0).function().function());
    assertEquals(5, pairs.baseForks());
    List<ProfiledFork> fewer = halves(500, true).subList(1, 4);
    Attribution matched = attributor.attribute(fewer, halves(650, true), Optional.empty());
    assertEquals(3, matched.headForks(), "halves without their other are left out");
  }

  @Test
  void selfDifferencesAddUpToTheWhole() {
    List<ProfiledFork> base = forks((fork, noise) -> everything(fork, noise, 500));
    List<ProfiledFork> head = forks((fork, noise) -> everything(fork, noise, 800));
    Attribution found = attributor.attribute(base, head, Optional.empty());
    double sum = found.functions().stream().mapToDouble(row -> row.self().difference()).sum();
    assertEquals(found.total().difference(), sum, 1e-6);
    double before = base.stream().mapToDouble(ProfiledFork::cpuNanosPerOperation).sum() / 5;
    double after = head.stream().mapToDouble(ProfiledFork::cpuNanosPerOperation).sum() / 5;
    assertEquals(after - before, sum, 1e-6);
    assertEquals(after, found.tree().head(), 1e-6, "the tree has all of it");
    for (String row :
        List.of("[GC]", "[JIT]", "[lost samples]", "[failed: GC active]", "[harness]")) {
      assertTrue(rows(found).containsKey(row), row);
    }
  }

  @Test
  void theFunctionThatGotSlowerIsNamedWithItsShare() {
    Attribution found =
        attribute(
            (fork, noise) -> everything(fork, noise, 500),
            (fork, noise) -> everything(fork, noise, 900));
    assertEquals(Outcome.EXPLAINED, found.outcome(), found.explanation());
    Suspect first = found.suspects().get(0);
    assertEquals("a.B.guilty", first.function().function());
    assertEquals(400_000, first.difference().difference(), 60_000, "ns/op, and its noise");
    assertEquals(1, first.share(), 0.25);
    assertEquals("a.B.guilty", first.userFrame().orElseThrow().function());
    assertEquals("Bench.java:12", first.userFrame().orElseThrow().display());
    assertEquals(List.of("[timed loop]", RUN, "a.B.guilty"), first.path());
    assertTrue(found.explanation().startsWith("a.B.guilty explains "), found.explanation());
  }

  @Test
  void theLowestFrameIsNamedWithTheNearestFrameOfTheUser() {
    Attribution found =
        attribute(
            (fork, noise) ->
                fork.measured(noise.of(1000), RUN, "a.A.innocent")
                    .measured(
                        noise.of(500), RUN, "a.B.guilty", "java.util.Arrays.sort", "[stub] x"),
            (fork, noise) ->
                fork.measured(noise.of(1000), RUN, "a.A.innocent")
                    .measured(
                        noise.of(900), RUN, "a.B.guilty", "java.util.Arrays.sort", "[stub] x"));
    Suspect first = found.suspects().get(0);
    assertEquals("[stub] x", first.function().function());
    assertEquals("a.B.guilty", first.userFrame().orElseThrow().function());
    assertEquals("a.B.guilty", first.under().orElseThrow().function());
    assertEquals(1, found.suspects().size(), "all of it is explained: " + found.suspects());
  }

  @Test
  void theCallerOfASharedHelperIsNamedNotTheHelper() {
    Attribution found =
        attribute(
            (fork, noise) ->
                fork.measured(noise.of(900), RUN, "a.A.innocent", "a.H.help")
                    .measured(noise.of(300), RUN, "a.B.guilty", "a.H.help"),
            (fork, noise) ->
                fork.measured(noise.of(900), RUN, "a.A.innocent", "a.H.help")
                    .measured(noise.of(600), RUN, "a.B.guilty", "a.H.help"));
    assertEquals("a.B.guilty", found.suspects().get(0).function().function());
  }

  @Test
  void recursionCountsOnce() {
    Attribution found =
        attribute(
            (fork, noise) -> fork.measured(500, RUN, "a.R.down", "a.R.down", "a.R.down"),
            (fork, noise) -> fork.measured(500, RUN, "a.R.down", "a.R.down", "a.R.down"));
    assertEquals(500_000, rows(found).get("a.R.down").cumulative().head(), 1e-6);
  }

  @Test
  void aRenamedFunctionMovedAndIsNotSlower() {
    Attribution found =
        attribute(
            (fork, noise) ->
                fork.measured(noise.of(1000), RUN, "a.A.innocent")
                    .measured(noise.of(500), RUN, "a.B.parse", "a.B.oldName"),
            (fork, noise) ->
                fork.measured(noise.of(1000), RUN, "a.A.innocent")
                    .measured(noise.of(500), RUN, "a.B.parse", "a.B.newName"));
    assertEquals(Outcome.MOVED, found.outcome(), found.explanation());
    Moved moved = found.moved().get(0);
    assertEquals("a.B.oldName", moved.from());
    assertEquals("a.B.newName", moved.to());
    assertEquals("a.B.parse", moved.under());
  }

  @Test
  void aRenamedFunctionThatGrewIsNoMove() {
    Attribution found =
        attribute(
            (fork, noise) ->
                fork.measured(noise.of(1000), RUN, "a.A.innocent")
                    .measured(noise.of(1000), RUN, "a.B.parse", "a.B.oldName"),
            (fork, noise) ->
                fork.measured(noise.of(1000), RUN, "a.A.innocent")
                    .measured(noise.of(1200), RUN, "a.B.parse", "a.B.newName"));
    assertEquals(Outcome.EXPLAINED, found.outcome(), found.explanation());
    assertEquals(List.of(), found.moved());
    assertEquals("a.B.newName", found.suspects().get(0).function().function());
    assertEquals(1, found.suspects().size(), found.suspects().toString());
    assertEquals(200_000, found.suspects().get(0).difference().difference(), 60_000);
    assertEquals(1, found.suspects().get(0).share(), 0.3);
    assertEquals(
        "a.B.newName is compared with a.B.oldName, which it replaces", found.notes().get(0));
  }

  @Test
  void anExtractedFunctionThatGrewIsLaidToItsCaller() {
    Attribution found =
        attribute(
            (fork, noise) ->
                fork.measured(noise.of(1000), RUN, "a.A.innocent")
                    .measured(noise.of(1000), RUN, "a.B.parse"),
            (fork, noise) ->
                fork.measured(noise.of(1000), RUN, "a.A.innocent")
                    .measured(noise.of(200), RUN, "a.B.parse")
                    .measured(noise.of(980), RUN, "a.B.parse", "a.B.extracted"));
    assertEquals(Outcome.EXPLAINED, found.outcome(), found.explanation());
    assertEquals(List.of(), found.moved());
    assertEquals("a.B.parse", found.suspects().get(0).function().function());
    assertEquals(1, found.suspects().size(), found.suspects().toString());
    assertEquals(180_000, found.suspects().get(0).difference().difference(), 60_000);
  }

  @Test
  void anExtractedFunctionDoesNotHideTheOneThatGotSlower() {
    Attribution found =
        attribute(
            (fork, noise) ->
                fork.measured(noise.of(500), RUN, "a.A.slow")
                    .measured(noise.of(1000), RUN, "a.B.parse"),
            (fork, noise) ->
                fork.measured(noise.of(800), RUN, "a.A.slow")
                    .measured(noise.of(400), RUN, "a.B.parse")
                    .measured(noise.of(600), RUN, "a.B.parse", "a.B.extracted"));
    assertEquals("a.A.slow", found.suspects().get(0).function().function());
    assertEquals(1, found.suspects().size(), found.suspects().toString());
    assertEquals("a.B.extracted", found.moved().get(0).to());
  }

  @Test
  void twoCulpritsAreBothNamedTheLargerFirst() {
    Attribution found =
        attribute(
            (fork, noise) ->
                fork.measured(noise.of(1000), RUN, "a.A.innocent")
                    .measured(noise.of(500), RUN, "a.B.more")
                    .measured(noise.of(500), RUN, "a.C.most"),
            (fork, noise) ->
                fork.measured(noise.of(1000), RUN, "a.A.innocent")
                    .measured(noise.of(750), RUN, "a.B.more")
                    .measured(noise.of(1000), RUN, "a.C.most"));
    assertEquals(
        List.of("a.C.most", "a.B.more"),
        found.suspects().stream().map(each -> each.function().function()).toList());
  }

  @Test
  void theBenchmarkMethodItselfCanBeTheOne() {
    Attribution found =
        attribute(
            (fork, noise) ->
                fork.measured(noise.of(500), RUN).measured(noise.of(900), RUN, "a.A.innocent"),
            (fork, noise) ->
                fork.measured(noise.of(800), RUN).measured(noise.of(900), RUN, "a.A.innocent"));
    assertEquals(RUN, found.suspects().get(0).function().function());
  }

  @Test
  void waitingIsOffCpu() {
    BiConsumer<TestFork, Noise> same =
        (fork, noise) -> fork.measured(noise.of(1000), RUN, "a.A.locked");
    Attribution found =
        attribute(same, (fork, noise) -> same.accept(fork.waiting(noise.of(500)), noise));
    assertEquals(Outcome.OFF_CPU, found.outcome(), found.explanation());
    assertTrue(found.suspects().isEmpty());
  }

  /** CPU time rose too, and certainly, but by a tenth of what wall time rose by. */
  @Test
  void mostlyWaitingIsOffCpu() {
    Attribution found =
        attribute(
            (fork, noise) -> fork.measured(noise.of(1000), RUN, "a.A.locked"),
            (fork, noise) ->
                fork.measured(noise.of(1100), RUN, "a.A.locked").waiting(noise.of(1000)));
    assertEquals(Outcome.OFF_CPU, found.outcome(), found.explanation());
    assertTrue(found.suspects().isEmpty());
  }

  @Test
  void profilesThatDoNotShowTheTimedChangeBlameNobody() {
    List<ProfiledFork> base = forks((fork, noise) -> everything(fork, noise, 900));
    List<ProfiledFork> head = forks((fork, noise) -> everything(fork, noise, 500));
    RatioInterval slower = new RatioInterval(1.2, 1.1, 1.3);
    Attribution found = attributor.attribute(base, head, Optional.of(slower));
    assertEquals(Outcome.NOT_REPRODUCED, found.outcome());
    assertTrue(found.suspects().isEmpty());
    assertEquals(
        Outcome.EXPLAINED,
        attributor.attribute(head, base, Optional.of(slower)).outcome(),
        "the other way round they do show it");
  }

  @Test
  void oneForkASideHasNoErrorBarsAndBlamesNobody() {
    List<ProfiledFork> base = forks((fork, noise) -> everything(fork, noise, 500));
    List<ProfiledFork> head = forks((fork, noise) -> everything(fork, noise, 900));
    Attribution found =
        attributor.attribute(base.subList(0, 1), head.subList(0, 1), Optional.empty());
    assertEquals(Outcome.UNREPLICATED, found.outcome());
    assertTrue(found.suspects().isEmpty());
    assertTrue(Double.isNaN(found.total().standardError()));
    double sum = found.functions().stream().mapToDouble(row -> row.self().difference()).sum();
    assertEquals(found.total().difference(), sum, 1e-6);
  }

  /** Many functions, forks that scatter by 5 % beyond counting, and no difference at all. */
  @Test
  void withoutADifferenceFunctionsAreNamedNoMoreOftenThanStated() {
    int runs = 300;
    int named = 0;
    for (int run = 0; run < runs; run++) {
      BiConsumer<TestFork, Noise> stacks =
          (fork, noise) -> {
            for (int i = 0; i < 25; i++) {
              fork.measured(noise.of(40 + 30 * i), RUN, "a.F.f" + i);
            }
          };
      Attribution found =
          attributor.attribute(
              new Side(5, 0.05, stacks).forks, new Side(5, 0.05, stacks).forks, Optional.empty());
      named += found.suspects().isEmpty() ? 0 : 1;
    }
    // 10 % nominal; 3 standard errors of 300 runs are 5.2 %.
    assertTrue(named <= runs * 0.152, named + " of " + runs + " runs named somebody");
  }

  /** One of 25 functions does 30 % more. */
  @Test
  void aRealDifferenceIsFoundInNoise() {
    int runs = 60;
    int first = 0;
    for (int run = 0; run < runs; run++) {
      List<List<ProfiledFork>> sides = new ArrayList<>();
      for (double factor : new double[] {1, 1.3}) {
        sides.add(
            new Side(
                    5,
                    0.05,
                    (fork, noise) -> {
                      for (int i = 0; i < 25; i++) {
                        double ticks = (40 + 30 * i) * (i == 12 ? factor : 1);
                        fork.measured(noise.of(ticks), RUN, "a.F.f" + i);
                      }
                    })
                .forks);
      }
      Attribution found = attributor.attribute(sides.get(0), sides.get(1), Optional.empty());
      boolean hit =
          !found.suspects().isEmpty()
              && found.suspects().get(0).function().function().equals("a.F.f12");
      first += hit ? 1 : 0;
    }
    assertTrue(first >= 0.9 * runs, first + " of " + runs);
  }

  @Test
  void linesAreThoseOfHead() {
    Attribution found =
        attribute(
            (fork, noise) -> everything(fork.line(12), noise, 500),
            (fork, noise) -> everything(fork.line(40), noise, 500));
    Location place = rows(found).get("a.B.guilty").location();
    assertEquals("a/Bench.java", place.path());
    assertEquals(40, place.line());
    assertFalse(rows(found).get("[GC]").location().known());
  }

  /** A rename beside a rise that is spread so thinly that no function is even tested. */
  @Test
  void whatMovedIsNoExcuseForWhatWasAdded() {
    Attribution found =
        attribute(
            (fork, noise) -> {
              fork.measured(noise.of(1000), RUN, "a.A.parse", "a.A.old");
              thin(fork, noise, 5);
            },
            (fork, noise) -> {
              fork.measured(noise.of(1000), RUN, "a.A.parse", "a.A.renamed");
              thin(fork, noise, 7);
            });
    assertEquals(1, found.moved().size(), found::toString);
    assertTrue(found.own().excludesZero(), found::toString);
    assertEquals(List.of(), found.suspects());
    assertEquals(Outcome.UNEXPLAINED, found.outcome());
  }

  private static void thin(TestFork fork, Noise noise, double ticks) {
    for (int i = 0; i < 200; i++) {
      fork.measured(noise.of(ticks), RUN, "a.Thin.f" + i);
    }
  }

  @Test
  void aTreeIsNoDeeperThanAPictureCanShow() {
    String[] deep = new String[2000];
    Arrays.fill(deep, "a.A.recursive");
    deep[0] = RUN;
    CallTree tree =
        attribute(
                (fork, noise) -> fork.measured(noise.of(1000), deep),
                (fork, noise) -> fork.measured(noise.of(2000), deep))
            .tree();
    int depth = 0;
    CallTree last = tree;
    while (!last.children().isEmpty()) {
      last = last.children().get(0);
      depth++;
    }
    assertEquals(401, depth);
    assertEquals(CallTree.DEEPER, last.function());
    assertEquals(tree.head(), last.headSelf(), 1e-6);
  }

  /** Where the caller's own noise hides it, the helper is named, and its caller with it. */
  @Test
  void aNamedHelperComesWithItsCaller() {
    Attribution found =
        attribute(
            (fork, noise) ->
                fork.measured(noise.of(900), RUN, "a.A.innocent", "a.H.help")
                    .measured(noise.of(900), RUN, "a.B.guilty", "a.H.help")
                    .measured(300 + 250 * noise.of(1) % 900, RUN, "a.B.guilty", "[spin]"),
            (fork, noise) ->
                fork.measured(noise.of(900), RUN, "a.A.innocent", "a.H.help")
                    .measured(noise.of(1400), RUN, "a.B.guilty", "a.H.help")
                    .measured(300 + 250 * noise.of(1) % 900, RUN, "a.B.guilty", "[spin]"));
    Suspect first = found.suspects().get(0);
    assertEquals("a.H.help", first.function().function(), found::toString);
    assertEquals("a.B.guilty", first.under().orElseThrow().function());
    assertEquals("a.H.help", first.userFrame().orElseThrow().function());
  }

  @Test
  void belowTheBenchmarkMethodItselfThereIsNoCaller() {
    Attribution found =
        attribute(
            (fork, noise) -> fork.measured(noise.of(900), RUN, "a.B.guilty"),
            (fork, noise) -> fork.measured(noise.of(1400), RUN, "a.B.guilty"));
    assertEquals(Optional.empty(), found.suspects().get(0).under());
  }
}
