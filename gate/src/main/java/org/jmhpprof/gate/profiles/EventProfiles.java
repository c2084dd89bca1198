// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Renames;
import org.jmhpprof.viewer.model.ComparedStacks;
import org.jmhpprof.viewer.model.ProfileGroup;
import org.jmhpprof.viewer.model.Profiles;
import org.jmhpprof.viewer.model.Source;
import org.jmhpprof.viewer.model.ValueKind;

/**
 * What was profiled beside CPU time: an alloc profile tells where more is allocated, a profile of
 * wall time where a benchmark waits.
 */
final class EventProfiles {
  /** What explains a change of which figure. */
  private enum Event {
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

  private record Key(BenchmarkKey benchmark, Event event) {}

  private final Map<Key, List<Path>> base;
  private final Map<Key, List<Path>> head;
  private final Renames renames;

  private EventProfiles(Map<Key, List<Path>> base, Map<Key, List<Path>> head, Renames renames) {
    this.base = base;
    this.head = head;
    this.renames = renames;
  }

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
}
