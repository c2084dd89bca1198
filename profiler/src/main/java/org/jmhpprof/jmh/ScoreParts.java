// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmhpprof.profile.Breakdown;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.Phase;
import org.jmhpprof.profile.StackTable;
import org.openjdk.jmh.annotations.Mode;

/**
 * What the score went to, by cause, and within a cause by place. Iterations are averaged as JMH
 * averages them: their scores, in the modes that measure the time of an operation, and all of their
 * operations in the others.
 */
final class ScoreParts {
  /** In so many visits of a thread not every cause is found. */
  private static final int FEW_VISITS = 10;

  private record CauseAndPlace(WallCause cause, String place) {}

  private static final CauseAndPlace UNEQUAL = new CauseAndPlace(WallCause.UNEQUAL, "");

  private final StackTable table;
  private final FrameCache frames;
  private final Mode mode;
  private final TimeUnit unit;

  private final Map<CauseAndPlace, Double> sums = new HashMap<>();
  private Map<CauseAndPlace, Long> before = Map.of();
  private double scoreNanos;
  private double operations;
  private double timedNanos;

  /**
   * Nothing yet.
   *
   * @param table wall time as it grows; its names are known whenever an iteration is added
   */
  ScoreParts(StackTable table, FrameCache frames, Mode mode, TimeUnit unit) {
    this.table = table;
    this.frames = frames;
    this.mode = mode;
    this.unit = unit;
  }

  /** Takes an iteration that has ended. */
  void add(Iteration iteration) {
    Map<CauseAndPlace, Long> now = measured();
    double timed = iteration.timed();
    if (timed > 0) {
      boolean each = mode == Mode.AverageTime || mode == Mode.SingleShotTime;
      double weight = each ? 1 / timed : 1;
      operations += timed * weight;
      scoreNanos += iteration.nanosPerOperation() * timed * weight;
      timedNanos += (iteration.nanosPerOperation() - iteration.unequalNanos()) * timed;
      if (iteration.unequalNanos() > 0) {
        sums.merge(UNEQUAL, iteration.unequalNanos() * timed * weight, Double::sum);
      }
      now.forEach(
          (key, nanos) ->
              sums.merge(key, (nanos - before.getOrDefault(key, 0L)) * weight, Double::sum));
    }
    before = now;
  }

  /** The score and its parts; none if there is no score. */
  List<String> lines() {
    if (operations == 0 || Double.isNaN(scoreNanos)) {
      return List.of();
    }
    return timedNanos < FEW_VISITS * table.period()
        ? List.of("The iterations are too short for visits to explain the score.")
        : Score.lines(scoreNanos / operations, parts(), unit);
  }

  private Map<CauseAndPlace, Long> measured() {
    return Breakdown.of(
        table,
        frames,
        entry -> {
          WallCause cause = entry.phase() == Phase.MEASURE ? WallCause.of(entry) : null;
          return cause == null ? null : new CauseAndPlace(cause, place(entry, cause));
        });
  }

  private List<Score.Part> parts() {
    Map<WallCause, Map.Entry<CauseAndPlace, Double>> most = new EnumMap<>(WallCause.class);
    Map<WallCause, Double> nanos = new EnumMap<>(WallCause.class);
    for (Map.Entry<CauseAndPlace, Double> part : sums.entrySet()) {
      nanos.merge(part.getKey().cause(), part.getValue(), Double::sum);
      most.merge(part.getKey().cause(), part, ScoreParts::larger);
    }
    List<Score.Part> parts = new ArrayList<>();
    nanos.forEach(
        (cause, sum) ->
            parts.add(new Score.Part(cause, most.get(cause).getKey().place(), sum / operations)));
    return parts;
  }

  /** Of two that are equal the one whose name comes first. */
  private static Map.Entry<CauseAndPlace, Double> larger(
      Map.Entry<CauseAndPlace, Double> one, Map.Entry<CauseAndPlace, Double> other) {
    int order = one.getValue().compareTo(other.getValue());
    if (order == 0) {
      order = other.getKey().place().compareTo(one.getKey().place());
    }
    return order >= 0 ? one : other;
  }

  /** The code that waits, above the library's own. */
  private static String place(Breakdown.Entry entry, WallCause cause) {
    return switch (cause) {
      case GC, PROCESSOR, UNEQUAL -> "";
      default -> entry.first(ScoreParts::isCode);
    };
  }

  private static boolean isCode(String name) {
    return !name.startsWith("[")
        && !name.startsWith("java.lang.Thread.sleep")
        && !JavaLock.isOfWaiting(name);
  }
}
