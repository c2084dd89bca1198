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
import org.jmhpprof.gate.model.Allowed;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Failures;
import org.jmhpprof.gate.model.Flag;
import org.jmhpprof.gate.model.Rule;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.Verdict;

/**
 * The first step: which results of base and head belong together, and the verdicts of those that
 * have no counterpart.
 */
final class Matching {
  /** A benchmark that both sides have. */
  record Pair(BenchmarkResult base, BenchmarkResult head) {}

  private final Side base;
  private final Side head;
  private final List<Rule> rules;
  private final Allowed allowed;
  private final List<Pair> pairs = new ArrayList<>();
  private final List<Comparison> alone = new ArrayList<>();

  Matching(Side base, Side head, List<Rule> rules, Allowed allowed) {
    this.base = base;
    this.head = head;
    this.rules = rules;
    this.allowed = allowed;
    Set<BenchmarkKey> keys = new TreeSet<>(base.results().keySet());
    keys.addAll(head.results().keySet());
    keys.addAll(base.failures().keySet());
    keys.addAll(head.failures().keySet());
    Set<String> known = new TreeSet<>();
    for (BenchmarkKey key : keys) {
      known.add(key.benchmark());
      match(key);
    }
    Set<String> names = new TreeSet<>(base.absent().keySet());
    names.addAll(head.absent().keySet());
    names.removeAll(known);
    names.forEach(this::matchName);
  }

  /** What both sides have. */
  List<Pair> pairs() {
    return pairs;
  }

  /** The verdicts of what only one side has, or none. */
  List<Comparison> alone() {
    return alone;
  }

  private void match(BenchmarkKey key) {
    BenchmarkResult before = base.results().get(key);
    BenchmarkResult after = head.results().get(key);
    if (before != null && after != null) {
      pairs.add(new Pair(before, after));
    } else if (before != null) {
      onlyInBase(key);
    } else if (after != null) {
      onlyInHead(key);
    } else {
      decide(key, why(base, key), why(head, key));
    }
  }

  private void onlyInBase(BenchmarkKey key) {
    Optional<BenchmarkKey> twin = otherThreads(head, base, key);
    if (twin.isPresent()) {
      add(key, Verdict.INCOMPARABLE, "threads: " + key.threads() + " / " + twin.get().threads());
      return;
    }
    decide(key, Optional.empty(), Optional.of(why(head, key).orElse("no result")));
  }

  private void onlyInHead(BenchmarkKey key) {
    if (otherThreads(base, head, key).isEmpty()) {
      decide(key, why(base, key), Optional.empty());
    }
  }

  private void matchName(String name) {
    decide(
        new BenchmarkKey(name, "", new TreeMap<>(), 1),
        Optional.ofNullable(base.absent().get(name)),
        Optional.ofNullable(head.absent().get(name)));
  }

  /**
   * Decides on a benchmark that not both sides have.
   *
   * @param before why base has no result; empty if it has, or nothing is known
   * @param after likewise
   */
  private void decide(BenchmarkKey key, Optional<String> before, Optional<String> after) {
    if (before.filter(Side.NOT_REACHED::equals).isPresent()
        || after.filter(Side.NOT_REACHED::equals).isPresent()) {
      add(key, Verdict.INCONCLUSIVE, EnumSet.of(Flag.ADVISORY), List.of(Side.NOT_REACHED));
    } else if (after.isEmpty()) {
      boolean failed = before.filter(why -> !why.equals(Side.NOT_IN_JAR)).isPresent();
      add(
          key,
          failed ? Verdict.INCOMPARABLE : Verdict.NEW,
          before.map(why -> new String[] {"base: " + why}).orElseGet(() -> new String[0]));
    } else if (before.isEmpty()) {
      add(key, failed(key) ? Verdict.FAILED : Verdict.MISSING, "head: " + after.get());
    } else {
      add(key, Verdict.INCOMPARABLE, "base: " + before.get(), "head: " + after.get());
    }
  }

  private boolean failed(BenchmarkKey key) {
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

  private void add(BenchmarkKey key, Verdict verdict, String... notes) {
    add(key, verdict, EnumSet.noneOf(Flag.class), List.of(notes));
  }

  private void add(BenchmarkKey key, Verdict verdict, Set<Flag> flags, List<String> notes) {
    alone.add(without(key, verdict, flags, notes));
  }

  /**
   * A comparison without an estimate: its benchmark is not on both sides, or not comparable. What
   * the rules do not gate, or what may be missing, only says so.
   */
  Comparison without(BenchmarkKey key, Verdict verdict, Set<Flag> flags, List<String> notes) {
    boolean gated = Limits.gates(key, rules);
    boolean mayBeMissing = verdict == Verdict.MISSING && allowed.isMissing(key.benchmark());
    if (gated && !mayBeMissing) {
      return Candidate.without(key, verdict, flags, notes);
    }
    List<String> more = new ArrayList<>(notes);
    more.add(0, verdict.words() + (gated ? ", which is allowed" : ", but not gated"));
    return Candidate.without(key, Verdict.NOT_GATED, EnumSet.noneOf(Flag.class), more);
  }
}
