// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Metric.Unit;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Settings.Rule;

/**
 * What holds for one metric of one benchmark.
 *
 * @param margin relative change allowed
 * @param floor absolute change of the cost that does not matter, in the cost's unit
 * @param direction which way the metric gets better
 * @param gated whether it can fail the suite
 * @param problem why the floor cannot be applied, empty if it can
 */
record Limits(double margin, double floor, Direction direction, boolean gated, String problem) {
  /**
   * Half the smallest object per operation: what warmup and the harness leave in a benchmark that
   * allocates nothing is less.
   */
  static final double ALLOCATION_FLOOR = 8;

  private static final Pattern ALLOCATION = Pattern.compile("gc\\.alloc\\.rate\\.norm");

  static Limits of(BenchmarkKey key, Metric metric, Settings settings) {
    String name = fullName(key);
    double margin = settings.margin();
    OptionalDouble floor = OptionalDouble.empty();
    String floorUnit = "";
    Direction direction = metric.direction();
    boolean gated = true;
    for (Rule rule : settings.rules()) {
      if (rule.benchmark().matcher(name).find() && rule.metric().matcher(metric.name()).matches()) {
        margin = rule.margin().orElse(margin);
        if (rule.floor().isPresent()) {
          floor = rule.floor();
          floorUnit = rule.floorUnit();
        }
        direction = rule.direction().orElse(direction);
        gated = rule.gated().orElse(gated);
      }
    }
    double limit = floor.orElse(ALLOCATION.matcher(metric.name()).matches() ? ALLOCATION_FLOOR : 0);
    String problem = "";
    if (!floorUnit.isEmpty() && !metric.unit().isEmpty()) {
      String cost = new Unit(metric.unit()).cost(direction).text();
      OptionalDouble factor = new Unit(floorUnit).factorTo(new Unit(cost));
      if (factor.isEmpty()) {
        problem = "the floor in " + floorUnit + " does not fit a cost in " + cost;
      }
      limit *= factor.orElse(0);
    }
    return new Limits(margin, limit, direction, gated && direction != Direction.UNKNOWN, problem);
  }

  /** What a rule's pattern is looked for in. */
  private static String fullName(BenchmarkKey key) {
    String name = key.benchmark();
    if (!key.params().isEmpty()) {
      name += " " + key.params().toString().replace('{', '[').replace('}', ']');
    }
    return name + " " + key.mode();
  }
}
