// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmhpprof.profile.Breakdown;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.Phase;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.EventCounts;
import org.jmhpprof.sampler.SampleCounts;
import org.openjdk.jmh.results.Result;

/** Wall time: on a processor, and off it. */
final class WallProfile extends EventProfile {
  private static final String IDLE = "[idle threads]";

  private final FrameCache frames;
  private final TimeUnit unit;
  private long recorded;
  private long lost;
  private long failed;
  private long rounds;
  private long costNanos;
  private long measuredNanos;
  private double scoreNanos;
  private long operations;

  WallProfile(long intervalNanos, FrameCache frames, Path file, TimeUnit unit) {
    super(new StackTable(Event.WALL, intervalNanos), frames, file);
    this.frames = frames;
    this.unit = unit;
  }

  @Override
  void add(SampleCounts counts) {
    EventCounts visits = counts.wall().samples();
    recorded += counts.recorded() + visits.recorded();
    lost += counts.lost() + visits.lost();
    failed += counts.failed() + visits.failed();
    rounds += counts.wall().rounds();
    costNanos += counts.wall().nanos();
  }

  @Override
  List<Result<?>> results(SampleCounts counts, Iteration iteration, boolean last) {
    EventCounts visits = counts.wall().samples();
    long measuredBefore = measuredNanos;
    measuredNanos = total(Phase.MEASURE);
    List<Result<?>> results = new ArrayList<>();
    results.add(sum(Labels.WALL_SAMPLES, counts.recorded() + visits.recorded(), "#"));
    results.add(sum(Labels.WALL_LOST, counts.lost() + visits.lost(), "#"));
    results.add(sum(Labels.WALL_FAILED, counts.failed() + visits.failed(), "#"));
    if (iteration.operations() > 0) {
      double wall = measuredNanos - measuredBefore;
      results.add(average(Labels.WALL_PER_OPERATION, wall / iteration.operations(), "ns/op"));
      operations += iteration.operations();
      scoreNanos += iteration.nanosPerOperation() * iteration.operations();
    }
    return results;
  }

  @Override
  void comment(Comments comments) {
    comments.add("samples", recorded);
    comments.add("lost", lost);
    comments.add("failed", failed);
    comments.add("rounds", rounds);
    comments.add("visitor.cpu", costNanos + "ns");
    comments.add(
        "waits",
        "state tells monitors (blocked), Object.wait (waiting) and java.util.concurrent (parked)"
            + " apart");
  }

  @Override
  String topLabel() {
    return Labels.WALL_TOP;
  }

  @Override
  String perOperation() {
    return "ns/op";
  }

  @Override
  long shownTotal() {
    return table().total(event().shown()) - idle();
  }

  @Override
  boolean isShown(String name) {
    return !name.equals(IDLE);
  }

  private long idle() {
    return Breakdown.of(table(), frames, entry -> entry.first(IDLE::equals).isEmpty() ? null : IDLE)
        .getOrDefault(IDLE, 0L);
  }

  /** The score explained. */
  @Override
  List<String> head() {
    return operations == 0 || Double.isNaN(scoreNanos)
        ? List.of()
        : Score.lines(scoreNanos / operations, parts(), unit);
  }

  private record CauseAndPlace(WallCause cause, String place) {}

  private List<Score.Part> parts() {
    Map<CauseAndPlace, Long> places =
        Breakdown.of(
            table(),
            frames,
            entry -> {
              WallCause cause = entry.phase() == Phase.MEASURE ? WallCause.of(entry) : null;
              return cause == null ? null : new CauseAndPlace(cause, place(entry, cause));
            });
    Map<WallCause, Long> sums = new EnumMap<>(WallCause.class);
    places.forEach((key, nanos) -> sums.merge(key.cause(), nanos, Long::sum));
    List<Score.Part> parts = new ArrayList<>();
    sums.forEach(
        (cause, nanos) -> {
          String most =
              places.entrySet().stream()
                  .filter(place -> place.getKey().cause() == cause)
                  .max(
                      Map.Entry.<CauseAndPlace, Long>comparingByValue()
                          .thenComparing(
                              place -> place.getKey().place(), Comparator.reverseOrder()))
                  .map(place -> place.getKey().place())
                  .orElse("");
          parts.add(new Score.Part(cause, most, (double) nanos / operations));
        });
    return parts;
  }

  /** The code that waits, above the library's own. */
  private static String place(Breakdown.Entry entry, WallCause cause) {
    return switch (cause) {
      case GC, PROCESSOR -> "";
      default -> entry.first(WallProfile::isCode);
    };
  }

  private static boolean isCode(String name) {
    return !name.startsWith("[")
        && !name.startsWith("java.lang.Object.wait")
        && !name.startsWith("java.lang.Thread.sleep")
        && !name.startsWith("jdk.internal.misc.Unsafe.")
        && !name.startsWith("java.util.concurrent.locks.");
  }
}
