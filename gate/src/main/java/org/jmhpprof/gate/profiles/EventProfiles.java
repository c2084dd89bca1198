// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.profiles.EventProfiles.Key;
import org.jmhpprof.viewer.model.CodeKind;
import org.jmhpprof.viewer.model.ComparedStacks;
import org.jmhpprof.viewer.model.FrameTable;
import org.jmhpprof.viewer.model.FunctionTable;
import org.jmhpprof.viewer.model.ProfileGroup;
import org.jmhpprof.viewer.model.Profiles;
import org.jmhpprof.viewer.model.Source;
import org.jmhpprof.viewer.model.ValueKind;

/**
 * What was profiled beside CPU time: an alloc profile tells where more is allocated, a profile of
 * wall time where a benchmark waits.
 */
record EventProfiles(Map<Key, List<Path>> base, Map<Key, List<Path>> head, Renames renames) {
  /** What explains a change of which figure. */
  enum Event {
    ALLOC(
        new ValueKind("alloc_space", "bytes"),
        "B/op",
        Set.of(ComparedStacks.LOOP, ComparedStacks.OTHER_THREADS)),
    /** Only the threads that call the benchmark: the score is their time. */
    WALL(new ValueKind("wall", "nanoseconds"), "ns/op", Set.of(ComparedStacks.LOOP));

    private final ValueKind kind;
    private final String unit;
    private final Set<String> roots;

    Event(ValueKind kind, String unit, Set<String> roots) {
      this.kind = kind;
      this.unit = unit;
      this.roots = roots;
    }

    private boolean explains(Comparison each) {
      return this == ALLOC ? each.metric().isAllocation() : each.metric().isScore();
    }
  }

  record Key(BenchmarkKey benchmark, Event event) {}

  /**
   * Looks at files of both sides; those of other events are passed over.
   *
   * @throws BadInput naming the file, if one cannot be used
   */
  static EventProfiles of(List<Path> base, List<Path> head, Renames renames) throws BadInput {
    return new EventProfiles(byKey(base, renames), byKey(head, Renames.NONE), renames);
  }

  private static Map<Key, List<Path>> byKey(List<Path> files, Renames renames) throws BadInput {
    Map<Key, List<Path>> found = new HashMap<>();
    for (Event event : Event.values()) {
      String suffix = "." + event.name().toLowerCase(Locale.ROOT) + ".pb.gz";
      List<Path> meant = files.stream().filter(file -> file.toString().endsWith(suffix)).toList();
      if (meant.isEmpty()) {
        continue;
      }
      try {
        for (ProfileGroup group : ProfileGroup.of(meant, "")) {
          for (Source source : group.kinds().values().stream().flatMap(List::stream).toList()) {
            BenchmarkKey key = renames.newKey(ProfileFile.key(source));
            found
                .computeIfAbsent(new Key(key, event), each -> new ArrayList<>())
                .add(source.file());
          }
        }
      } catch (IOException e) {
        throw new BadInput(e.getMessage());
      }
    }
    return found;
  }

  /** The comparison with a note for each site that explains its change. */
  Comparison explain(Comparison each, Predicate<String> userCode) throws BadInput {
    Comparison explained = each;
    for (Key key : head.keySet()) {
      if (each.hasChanged()
          && key.event.explains(each)
          && SuiteProfiles.same(key.benchmark, each.key())
          && base.containsKey(key)) {
        for (String site : sites(key, userCode)) {
          explained = explained.with(site);
        }
      }
    }
    return explained;
  }

  private List<String> sites(Key key, Predicate<String> userCode) throws BadInput {
    try {
      Profiles both = Profiles.read(base.get(key));
      int bases = both.sources().size();
      for (Path file : head.get(key)) {
        both.add(file);
      }
      int column = both.kinds().indexOf(key.event.kind);
      if (column < 0 || !both.perOperation()) {
        throw ProfileFile.problem(
            both.sources().get(0).file(), "no " + key.event.kind + " per operation");
      }
      return new Sites(both, bases, column, key.event.roots, renames::newName, userCode)
          .found(key.event.unit);
    } catch (IOException e) {
      throw new BadInput(e.getMessage());
    }
  }

  /**
   * Where a difference of what was allocated or waited for lies: a site is what its stacks end in,
   * the class or the wait, with the nearest frame of the user's own code above it.
   */
  static final class Sites {
    /** Sites with less than this share of the difference are not named. */
    private static final double LEAST_PART = 0.1;

    private static final int MOST = 3;
    private static final double DEVIATIONS = 2;

    private final Profiles both;
    private final int base;
    private final ComparedStacks stacks;
    private final UnaryOperator<String> newNames;
    private final Predicate<String> userCode;
    private final Map<String, double[]> costs = new LinkedHashMap<>();
    private final double[] all;

    /**
     * Adds up.
     *
     * @param both the files of base, then those of head; each says how many operations it is for
     * @param base how many are the base
     * @param roots of the stacks that count
     * @param newNames the names in head of base's functions
     */
    Sites(
        Profiles both,
        int base,
        int column,
        Set<String> roots,
        UnaryOperator<String> newNames,
        Predicate<String> userCode) {
      this.both = both;
      this.base = base;
      this.stacks = ComparedStacks.of(both, column, base);
      this.newNames = newNames;
      this.userCode = userCode;
      this.all = new double[both.sources().size()];
      for (int i = 0; i < both.size(); i++) {
        List<FrameTable.Function> stack = stack(i);
        if (!stack.isEmpty() && roots.contains(stack.get(stack.size() - 1).name())) {
          int source = both.sourceOf(both.tagsOf(i));
          double value = (double) both.value(i, column) / both.sources().get(source).operations();
          costs.computeIfAbsent(site(i, stack), site -> new double[all.length])[source] += value;
          all[source] += value;
        }
      }
    }

    private List<FrameTable.Function> stack(int entry) {
      FrameTable frames = stacks.frames();
      List<FrameTable.Function> stack = new ArrayList<>();
      for (int node = stacks.nodeOf(entry); node != 0; node = stacks.tree().parent(node)) {
        stack.add(frames.function(frames.functionOf(stacks.tree().item(node))));
      }
      return stack;
    }

    private String site(int entry, List<FrameTable.Function> stack) {
      boolean ofBase = both.sourceOf(both.tagsOf(entry)) < base;
      UnaryOperator<String> names = ofBase ? newNames : UnaryOperator.identity();
      String state =
          both.labels(both.tagsOf(entry)).stream()
              .filter(label -> label.key().equals("state"))
              .map(label -> " (" + label.text() + ")")
              .findFirst()
              .orElse("");
      String user =
          stack.stream()
              .skip(1)
              .filter(frame -> frame.kind() == CodeKind.JAVA)
              .map(frame -> names.apply(frame.name()))
              .filter(userCode)
              .findFirst()
              .orElse("");
      return names.apply(stack.get(0).name()) + state + (user.isEmpty() ? "" : " in " + user);
    }

    /**
     * The largest of those that differ the way the whole does, and by more than noise where several
     * forks tell of it.
     */
    List<String> found(String unit) {
      double whole = difference(all);
      return costs.entrySet().stream()
          .filter(each -> difference(each.getValue()) / whole >= LEAST_PART)
          .filter(each -> !(Math.abs(difference(each.getValue())) <= error(each.getValue())))
          .sorted(Comparator.comparingDouble(each -> -Math.abs(difference(each.getValue()))))
          .limit(MOST)
          .map(
              each ->
                  Figures.signed(difference(each.getValue()), error(each.getValue())).strip()
                      + " "
                      + unit
                      + ": "
                      + each.getKey())
          .toList();
    }

    private double difference(double[] values) {
      return Arrays.stream(values, base, values.length).average().orElseThrow()
          - Arrays.stream(values, 0, base).average().orElseThrow();
    }

    private double error(double[] values) {
      return DEVIATIONS
          * Math.hypot(
              FunctionTable.standardError(values, 0, base),
              FunctionTable.standardError(values, base, values.length));
    }
  }
}
