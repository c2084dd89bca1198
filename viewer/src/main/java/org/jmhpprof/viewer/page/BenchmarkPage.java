// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jmhpprof.viewer.model.BadProfile;
import org.jmhpprof.viewer.model.ProfileGroup;
import org.jmhpprof.viewer.model.Profiles;
import org.jmhpprof.viewer.model.Source;
import org.jmhpprof.viewer.model.ValueKind;

/** Pages of whole benchmarks: all their forks, all that was sampled. */
public final class BenchmarkPage {
  private BenchmarkPage() {}

  /** The page of a benchmark, or of other profiles that belong together. */
  public static String of(ProfileGroup group) throws IOException {
    List<Profiles> events = cpuFirst(group.read());
    String title = group.benchmark().isEmpty() ? file(events.get(0)) : group.benchmark();
    return ProfilePage.of(title, remarks(events), events);
  }

  /**
   * The page that compares two of them.
   *
   * @throws BadProfile one line, if they have no kind of profile in common
   */
  public static String ofDifference(ProfileGroup base, ProfileGroup head) throws IOException {
    List<Profiles> events = new ArrayList<>();
    List<Integer> bases = new ArrayList<>();
    for (List<ValueKind> kind : base.kinds().keySet()) {
      if (head.kinds().containsKey(kind)) {
        Profiles both = Profiles.read(base.files(kind));
        bases.add(both.sources().size());
        for (var file : head.files(kind)) {
          both.add(file);
        }
        events.add(both);
      }
    }
    if (events.isEmpty()) {
      throw new BadProfile("the two sides have no kind of profile in common");
    }
    String title =
        base.benchmark().equals(head.benchmark())
            ? "Change: " + base.benchmark()
            : "Change: " + base.benchmark() + " to " + head.benchmark();
    return ProfilePage.ofDifference(title, remarks(events), events, bases);
  }

  private static List<Profiles> cpuFirst(List<Profiles> events) {
    List<Profiles> sorted = new ArrayList<>(events);
    sorted.sort(
        (a, b) ->
            Boolean.compare(
                b.kinds().toString().contains("cpu/"), a.kinds().toString().contains("cpu/")));
    return sorted;
  }

  private static String file(Profiles profiles) {
    return profiles.sources().get(0).file().toString();
  }

  private static List<String> remarks(List<Profiles> events) {
    Set<String> lines = new LinkedHashSet<>();
    for (Profiles event : events) {
      for (Source source : event.sources()) {
        String jdk = source.comment("jdk");
        if (!jdk.isEmpty()) {
          lines.add("JDK " + jdk);
        }
        source.comments().stream()
            .filter(line -> line.startsWith("remark="))
            .forEach(line -> lines.add(line.substring("remark=".length())));
      }
    }
    return List.copyOf(lines);
  }
}
