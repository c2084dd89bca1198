// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jmhpprof.gate.cli.SideOptions.Injection;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult.Fingerprint;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.SuiteResult.Conclusion;
import org.jmhpprof.gate.model.SuiteResult.EnvironmentShift;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.model.Verdict.ExitStatus;
import org.junit.jupiter.api.Test;

class InjectionTest {
  private static final BenchmarkKey ONE = key("One");
  private static final BenchmarkKey TWO = key("Two");

  private static BenchmarkKey key(String name) {
    return new BenchmarkKey("p." + name + ".run", "avgt", new TreeMap<>(), 1);
  }

  private static Injection injection(Set<BenchmarkKey> paired, Verdict one, Verdict two) {
    List<Comparison> all = new ArrayList<>();
    all.add(comparison(ONE, one));
    all.add(comparison(TWO, two));
    SuiteResult suite =
        new SuiteResult(
            "base",
            "head",
            Settings.DEFAULTS,
            Fingerprint.UNKNOWN,
            Fingerprint.UNKNOWN,
            all,
            2,
            true,
            new EnvironmentShift(2, 1, 1, false),
            false,
            true,
            List.of());
    return new Injection(0.2, paired, suite);
  }

  private static Comparison comparison(BenchmarkKey key, Verdict verdict) {
    return new Comparison(
        key,
        new Metric(Metric.SCORE, "ns/op", Direction.LOWER_IS_BETTER),
        verdict,
        Optional.empty(),
        1,
        1,
        List.of(),
        List.of(),
        Set.of(),
        List.of());
  }

  @Test
  void foundInAllIsAPass() {
    Injection found = injection(Set.of(ONE, TWO), Verdict.REGRESSED, Verdict.REGRESSED);
    assertEquals(new Conclusion(ExitStatus.PASS, ""), found.conclusion());
    assertEquals("the injected 20 % were found in 2 of 2 benchmarks", found.found());
  }

  @Test
  void missedInOneIsAFailure() {
    for (Verdict verdict : List.of(Verdict.OK, Verdict.INCONCLUSIVE, Verdict.FAILED)) {
      assertEquals(
          new Conclusion(
              ExitStatus.REGRESSION,
              "the injected 20 % were not found in 1 of 2 benchmarks: Two.run avgt"),
          injection(Set.of(ONE, TWO), Verdict.REGRESSED, verdict).conclusion());
    }
  }

  @Test
  void whatIsNotInPairsIsNotSlowedDown() {
    Injection one = injection(Set.of(ONE), Verdict.REGRESSED, Verdict.OK);
    assertEquals(ExitStatus.PASS, one.conclusion().status());
    Injection none = injection(Set.of(), Verdict.REGRESSED, Verdict.OK);
    assertEquals(ExitStatus.BAD_INPUT, none.conclusion().status());
  }
}
