// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.Comparison.Flag;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.Side.Failures;
import org.jmhpprof.gate.model.Verdict;

/** The first step: what of base and head belongs together, and what has no counterpart. */
final class Matching {
  /**
   * One metric of one benchmark on both sides, all in one unit.
   *
   * @param metric as base has it, or head where base does not
   * @param noise stored forks of the same metric, all of one build: the variance between sessions,
   *     and the least noise there is; empty if there are none but base's own
   * @param forked whether every result came from a JVM of its own
   * @param atOnce whether forks of both sides shared a processor
   * @param failed whether forks of head failed where those of base did not
   * @param flags known so far
   * @param notes likewise
   */
  record SeriesPair(
      BenchmarkKey key,
      Metric metric,
      List<Fork> base,
      List<Fork> head,
      List<Fork> noise,
      boolean forked,
      boolean atOnce,
      boolean failed,
      Set<Flag> flags,
      List<String> notes) {}

  /** A benchmark without pairs, and what that means unless the rules let it pass. */
  record Alone(BenchmarkKey key, Verdict verdict, Set<Flag> flags, List<String> notes) {
    Alone(BenchmarkKey key, Verdict verdict, List<String> notes) {
      this(key, verdict, EnumSet.noneOf(Flag.class), notes);
    }
  }

  private final Side base;
  private final Side head;
  private final Optional<Side> noise;
  private final Settings settings;
  private final List<SeriesPair> pairs = new ArrayList<>();
  private final List<Alone> alone = new ArrayList<>();
  private final List<String> common;

  /**
   * Matches two sides.
   *
   * @param noise stored results of several sessions, all of one build
   */
  Matching(Side base, Side head, Optional<Side> noise, Settings settings) {
    this.base = base;
    this.head = head;
    this.noise = noise;
    this.settings = settings;
    Set<BenchmarkKey> keys = new TreeSet<>(base.results().keySet());
    keys.addAll(head.results().keySet());
    keys.addAll(base.failures().keySet());
    keys.addAll(head.failures().keySet());
    Set<String> names = new TreeSet<>(base.absent().keySet());
    names.addAll(head.absent().keySet());
    common = common();
    for (BenchmarkKey key : keys) {
      names.remove(key.benchmark());
      match(key);
    }
    for (String name : names) {
      alone(
          new BenchmarkKey(name, "", new TreeMap<>(), 1),
          Optional.ofNullable(base.absent().get(name)),
          Optional.ofNullable(head.absent().get(name)));
    }
  }

  /** What both sides have. */
  List<SeriesPair> pairs() {
    return pairs;
  }

  /** What only one side has, or none, or both as different things. */
  List<Alone> alone() {
    return alone;
  }

  /** In which conditions all benchmarks of base differ from those of head, and in the same way. */
  List<String> differences() {
    return common;
  }

  private List<String> common() {
    List<String> common = null;
    for (BenchmarkKey key : base.results().keySet()) {
      if (head.results().containsKey(key)) {
        List<String> conditions = both(key).conditions();
        if (common == null) {
          common = conditions;
        } else {
          common.retainAll(conditions);
        }
      }
    }
    return common == null ? List.of() : common;
  }

  private BenchmarkPair both(BenchmarkKey key) {
    return new BenchmarkPair(
        base.results().get(key),
        head.results().get(key),
        base.failures().getOrDefault(key, Failures.NONE),
        head.failures().getOrDefault(key, Failures.NONE));
  }

  private void match(BenchmarkKey key) {
    BenchmarkResult before = base.results().get(key);
    BenchmarkResult after = head.results().get(key);
    if (before != null && after != null) {
      BenchmarkPair both = both(key);
      List<String> conflicts = both.conflicts(settings);
      if (conflicts.isEmpty()) {
        pairs.addAll(both.series(noise.map(side -> side.results().get(key)), common, settings));
      } else {
        alone.add(new Alone(key, Verdict.INCOMPARABLE, conflicts));
      }
    } else if (before != null) {
      onlyInBase(key);
    } else if (after == null) {
      alone(key, why(base, key), why(head, key));
    } else if (otherThreads(base, head, key).isEmpty()) {
      alone(key, why(base, key), Optional.empty());
    }
  }

  private void onlyInBase(BenchmarkKey key) {
    Optional<BenchmarkKey> twin = otherThreads(head, base, key);
    if (twin.isPresent()) {
      String threads = "threads: " + key.threads() + " / " + twin.get().threads();
      alone.add(new Alone(key, Verdict.INCOMPARABLE, List.of(threads)));
    } else {
      alone(key, Optional.empty(), Optional.of(why(head, key).orElse("no result")));
    }
  }

  /**
   * A benchmark that not both sides have.
   *
   * @param before why base has no result; empty if it has, or nothing is known
   * @param after likewise
   */
  private void alone(BenchmarkKey key, Optional<String> before, Optional<String> after) {
    List<String> notes = new ArrayList<>();
    before.ifPresent(why -> notes.add("base: " + why));
    after.ifPresent(why -> notes.add("head: " + why));
    if (before.filter(Side.NOT_REACHED::equals).isPresent()
        || after.filter(Side.NOT_REACHED::equals).isPresent()) {
      alone.add(
          new Alone(
              key, Verdict.INCONCLUSIVE, EnumSet.of(Flag.ADVISORY), List.of(Side.NOT_REACHED)));
    } else if (before.isPresent() && after.isPresent()) {
      alone.add(new Alone(key, Verdict.INCOMPARABLE, notes));
    } else if (after.isPresent()) {
      alone.add(new Alone(key, failedInHead(key) ? Verdict.FAILED : Verdict.MISSING, notes));
    } else {
      boolean failed = before.filter(why -> !why.equals(Side.NOT_IN_JAR)).isPresent();
      alone.add(new Alone(key, failed ? Verdict.INCOMPARABLE : Verdict.NEW, notes));
    }
  }

  private boolean failedInHead(BenchmarkKey key) {
    String absent = head.absent().getOrDefault(key.benchmark(), Side.NOT_IN_JAR);
    return head.failures().containsKey(key) || !absent.equals(Side.NOT_IN_JAR);
  }

  /** Why a side has no result of this; empty where that is not known. */
  private static Optional<String> why(Side side, BenchmarkKey key) {
    return Optional.ofNullable(side.failures().get(key))
        .map(Failures::last)
        .or(() -> Optional.ofNullable(side.absent().get(key.benchmark())));
  }

  /** The same benchmark with another number of threads, if nothing else is its counterpart. */
  private static Optional<BenchmarkKey> otherThreads(Side side, Side own, BenchmarkKey key) {
    return side.results().keySet().stream()
        .filter(
            other ->
                other.benchmark().equals(key.benchmark())
                    && other.mode().equals(key.mode())
                    && other.params().equals(key.params())
                    && !own.results().containsKey(other))
        .findFirst();
  }
}
