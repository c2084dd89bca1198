// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.sequential;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.run.Build;
import org.jmhpprof.gate.verdict.Judge;

/**
 * What a run measures, and by what it judges.
 *
 * @param builds base and head, or head alone
 * @param looks when to judge
 * @param early ends of this run from which it goes on
 * @param benchmarks what both sides have
 * @param reader reads the results that there are
 */
public record RunPlan(
    Judge judge,
    List<Build> builds,
    Looks looks,
    EarlyEnds early,
    Set<String> benchmarks,
    SidesReader reader) {
  /** What there is to be compared. */
  public record Sides(Side base, Side head) {}

  @FunctionalInterface
  public interface SidesReader {
    Sides read() throws BadInput;
  }

  /**
   * Judges the results so far.
   *
   * @param taken how many of the planned looks were taken before
   * @param complete whether all is measured that this one needs
   */
  public SuiteResult judge(int taken, boolean complete) throws BadInput {
    Sides sides = reader.read();
    if (!complete) {
      sides = new Sides(unreached(sides.base), unreached(sides.head));
    }
    return judge
        .sharing(Looks.divisor(looks.forks().size(), early, taken, complete))
        .judge(sides.base, sides.head, complete);
  }

  /** Names what was to be measured and has neither results nor failed. */
  private Side unreached(Side side) {
    Set<String> rest = new TreeSet<>(benchmarks);
    rest.removeAll(side.tried());
    return side.withAbsent(rest, Side.NOT_REACHED);
  }

  /** Why nothing of this can be profiled; empty if it can. */
  public Optional<String> whyNoProfile() {
    if (builds.size() < 2) {
      return Optional.of("the old build is not there");
    }
    return builds.stream()
        .filter(build -> !build.jar().canProfile())
        .findFirst()
        .map(
            build ->
                build.jar().file()
                    + " has no profiler: give --profiler-jar to learn which function it was");
  }
}
