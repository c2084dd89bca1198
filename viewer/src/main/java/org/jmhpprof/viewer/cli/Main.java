// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jmhpprof.viewer.model.BadProfile;
import org.jmhpprof.viewer.model.MergedFile;
import org.jmhpprof.viewer.model.ProfileFinder;
import org.jmhpprof.viewer.model.ProfileGroup;
import org.jmhpprof.viewer.model.Profiles;
import org.jmhpprof.viewer.model.ValueKind;
import org.jmhpprof.viewer.page.BenchmarkPage;
import org.jmhpprof.viewer.page.ProfilePage;

/** {@code java -jar jmh-pprof.jar}: looks at profiles. Status 1: bad input; 2: wrong arguments. */
public final class Main {
  private final Arguments arguments;
  private final PrintStream out;

  private Main(Arguments arguments, PrintStream out) {
    this.arguments = arguments;
    this.out = out;
  }

  public static void main(String... words) {
    System.exit(run(System.out, System.err, words));
  }

  /** Runs a command and returns the exit status. */
  static int run(PrintStream out, PrintStream err, String... words) {
    if (Arrays.asList(words).contains("--help") || Arrays.asList(words).contains("-h")) {
      out.print(Arguments.HELP);
      return 0;
    }
    try {
      new Main(Arguments.parse(words), out).run();
      return 0;
    } catch (Arguments.Refused e) {
      err.println("jmh-pprof: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      err.println("jmh-pprof: " + e.getMessage());
      return 1;
    } catch (OutOfMemoryError e) {
      err.println(
          "jmh-pprof: not enough memory for these profiles; java -Xmx8g -jar ... gives more");
      return 1;
    }
  }

  private void run() throws IOException {
    switch (arguments.command()) {
      case "merge" -> merge();
      case "top" -> top();
      case "diff" -> diff();
      default -> html();
    }
  }

  private List<ProfileGroup> groups(List<Path> places) throws IOException {
    return ProfileGroup.of(ProfileFinder.find(places), arguments.event());
  }

  private void merge() throws IOException {
    List<Path> files = new ArrayList<>();
    List<List<ValueKind>> kinds = new ArrayList<>();
    for (ProfileGroup group : groups(arguments.places())) {
      for (List<ValueKind> kind : group.kinds().keySet()) {
        files.addAll(group.files(kind));
        if (!kinds.contains(kind)) {
          kinds.add(kind);
        }
      }
    }
    if (kinds.size() > 1) {
      String names =
          kinds.stream()
              .map(kind -> "-e " + kind.get(kind.size() - 1).type())
              .collect(Collectors.joining(", "));
      throw new BadProfile("these are profiles of several kinds: choose one with " + names);
    }
    MergedFile.write(arguments.output(), Profiles.read(files));
    String count = files.size() == 1 ? "1 profile" : files.size() + " profiles";
    out.println(arguments.output() + ": " + count);
  }

  private void top() throws IOException {
    List<ProfileGroup> groups = groups(arguments.places());
    for (ProfileGroup group : groups) {
      for (Profiles profiles : group.read()) {
        if (!group.benchmark().isEmpty()) {
          out.println(group.benchmark());
        }
        new TextTable(out, arguments.rows()).top(profiles);
        out.println();
      }
    }
  }

  private void diff() throws IOException {
    List<ProfileGroup> base = groups(arguments.places().subList(0, 1));
    List<ProfileGroup> head = groups(arguments.places().subList(1, 2));
    List<ProfileGroup[]> pairs = new ArrayList<>();
    if (base.size() == 1 && head.size() == 1) {
      pairs.add(new ProfileGroup[] {base.get(0), head.get(0)});
    } else {
      for (ProfileGroup before : base) {
        head.stream()
            .filter(after -> after.benchmark().equals(before.benchmark()))
            .forEach(after -> pairs.add(new ProfileGroup[] {before, after}));
      }
    }
    if (pairs.isEmpty()) {
      throw new BadProfile("the two sides have no benchmark in common");
    }
    if (pairs.size() > 1 && arguments.output() != null) {
      throw new BadProfile(
          "the two sides have " + pairs.size() + " benchmarks in common, and a page is of one");
    }
    for (ProfileGroup[] pair : pairs) {
      out.println(pair[0].benchmark());
      differences(pair[0], pair[1]);
      if (arguments.output() != null) {
        ProfilePage.write(arguments.output(), BenchmarkPage.ofDifference(pair[0], pair[1]));
        out.println("Page: " + arguments.output());
      }
    }
  }

  private void differences(ProfileGroup base, ProfileGroup head) throws IOException {
    boolean any = false;
    for (List<ValueKind> kind : base.kinds().keySet()) {
      if (head.kinds().containsKey(kind)) {
        any = true;
        List<Path> files = new ArrayList<>(base.files(kind));
        int bases = files.size();
        files.addAll(head.files(kind));
        new TextTable(out, arguments.rows()).difference(Profiles.read(files), bases);
        out.println();
      }
    }
    if (!any) {
      throw new BadProfile("the two sides have no kind of profile in common");
    }
  }

  private void html() throws IOException {
    List<ProfileGroup> groups = groups(arguments.places());
    if (groups.size() > 1 && arguments.output() != null) {
      throw new BadProfile(
          "these are profiles of "
              + groups.size()
              + " benchmarks, and a page is of one; without -o each gets one");
    }
    for (ProfileGroup group : groups) {
      Path first = group.kinds().values().iterator().next().get(0).file();
      Path page =
          arguments.output() != null ? arguments.output() : first.resolveSibling("profile.html");
      ProfilePage.write(page, BenchmarkPage.of(group));
      out.println("Page: " + page);
    }
  }
}
