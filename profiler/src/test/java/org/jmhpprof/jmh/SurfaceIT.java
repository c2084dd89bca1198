// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run really leaves and prints is in docs/surface/profiler.txt. */
class SurfaceIT {
  private static final Path LIST =
      JmhRun.module().toAbsolutePath().resolveSibling("docs/surface/profiler.txt");

  @TempDir Path directory;

  @Test
  void aRunLeavesAndPrintsWhatIsListed() throws Exception {
    JmhRun run =
        JmhRun.of(
            JmhRun.jdks().get(0),
            directory,
            "Burn.hot -f 1 -wi 1 -w 200ms -i 1 -r 500ms -prof pprof:event=all".split(" "));
    assertEquals(0, run.status(), run.output());

    Set<String> seen = new TreeSet<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(file -> file.toString().matches(".*\\.(html|gz)"))
          .map(file -> directory.relativize(file).toString())
          .map(file -> file.replaceFirst("^[^/]+/", "<benchmark id>/"))
          .forEach(file -> seen.add("file <dir>/" + file.replaceFirst("fork\\d+", "fork<N>")));
    }
    for (Path file : JmhRun.profiles(directory)) {
      Profile profile = ProfileInvariants.read(file);
      profile.getSampleList().stream()
          .flatMap(sample -> sample.getLabelList().stream())
          .forEach(label -> seen.add("label " + profile.getStringTable((int) label.getKey())));
      ProfileComments.of(profile)
          .keySet()
          .forEach(key -> seen.add("comment " + key.replaceFirst("^param\\..*", "param.<name>")));
    }
    Pattern.compile(":(pprof\\.[a-z0-9.]+)")
        .matcher(run.output())
        .results()
        .forEach(result -> seen.add("result " + result.group(1)));

    List<String> listed = Files.readAllLines(LIST);
    assertEquals(Set.of(), missing(seen, listed), "not in docs/surface/profiler.txt");
    Set<String> files = new TreeSet<>(listed);
    files.removeIf(line -> !line.startsWith("file "));
    assertEquals(Set.of(), missing(files, seen), "listed, and event=all does not leave it");
  }

  private static Set<String> missing(Set<String> from, Collection<String> in) {
    Set<String> missing = new TreeSet<>(from);
    missing.removeAll(in);
    return missing;
  }
}
