// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.Attributor;
import org.jmhpprof.gate.attribution.Dispersion.RatioInterval;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.viewer.model.BadProfile;
import org.jmhpprof.viewer.model.ProfileFinder;

/**
 * The profiles of both sides.
 *
 * @param base the forks of each benchmark
 * @param head likewise
 * @param events what else was profiled
 */
public record SuiteProfiles(
    SortedMap<BenchmarkKey, List<ProfiledFork>> base,
    SortedMap<BenchmarkKey, List<ProfiledFork>> head,
    EventProfiles events) {
  /**
   * All profiles below a directory, as {@code -prof "pprof:dir=..."} leaves them: {@code
   * <dir>/<benchmark id>/fork<N>.cpu.pb.gz}, at any depth.
   */
  public static final class ProfileDirectory {
    private ProfileDirectory() {}

    /**
     * Reads all of them.
     *
     * @return the forks of each benchmark, in the order of their files
     * @throws BadInput one line that names the file or the directory, if one cannot be used or
     *     there is none
     */
    public static SortedMap<BenchmarkKey, List<ProfiledFork>> read(Path directory) throws BadInput {
      SortedMap<BenchmarkKey, List<ProfiledFork>> forks = new TreeMap<>();
      for (Path file : files(directory)) {
        ProfiledFork fork = ProfileFile.read(file).inPair(pair(file));
        forks.computeIfAbsent(fork.key(), key -> new ArrayList<>()).add(fork);
      }
      return forks;
    }

    /** Whether an operation of one of the forks takes far more time than its CPU time explains. */
    public static boolean mostlyWaits(Path directory) throws BadInput {
      return read(directory).values().stream()
          .flatMap(List::stream)
          .anyMatch(ProfiledFork::mostlyWaits);
    }

    /** By the note beside the directory of its block; 0 where the gate ran no pair there. */
    private static int pair(Path file) throws BadInput {
      for (Path at = file.getParent(); at != null; at = at.getParent()) {
        Path note = at.resolveSibling(at.getFileName() + BlockNote.SUFFIX);
        if (Files.exists(note)) {
          BlockNote block = BlockNote.read(note);
          return block.isPaired() ? block.block() : 0;
        }
      }
      return 0;
    }

    private static List<Path> files(Path directory) throws BadInput {
      if (!Files.isDirectory(directory)) {
        throw ProfileFile.problem(directory, "no such directory of profiles");
      }
      List<Path> files =
          all(directory).stream()
              .filter(file -> file.toString().endsWith(ProfileFile.SUFFIX))
              .toList();
      if (files.isEmpty()) {
        throw ProfileFile.problem(directory, "no *" + ProfileFile.SUFFIX + " below it");
      }
      return files;
    }

    private static List<Path> all(Path directory) throws BadInput {
      try {
        return ProfileFinder.find(List.of(directory));
      } catch (BadProfile e) {
        throw new BadInput(e.getMessage());
      }
    }
  }

  /** The ways in which the profiler, which keeps a comment on one line, writes the rest. */
  private static final String ESCAPED = "\\p{Cntrl}|[\\u2028\\u2029]|\\\\[nrt]|\\\\u[0-9a-f]{4}";

  /**
   * Reads two directories.
   *
   * @param renames what base calls otherwise
   * @throws BadInput naming the file, if one cannot be used
   */
  public static SuiteProfiles read(Path base, Path head, Renames renames) throws BadInput {
    SortedMap<BenchmarkKey, List<ProfiledFork>> before = new TreeMap<>();
    ProfileDirectory.read(base)
        .forEach(
            (key, forks) ->
                before.put(
                    renames.newKey(key),
                    forks.stream().map(fork -> fork.renamed(renames)).toList()));
    return new SuiteProfiles(
        before,
        ProfileDirectory.read(head),
        EventProfiles.of(ProfileDirectory.all(base), ProfileDirectory.all(head), renames));
  }

  /** The benchmarks that both sides have. */
  public List<BenchmarkKey> common() {
    return base.keySet().stream().filter(head::containsKey).toList();
  }

  /**
   * Attributes what regressed or improved in its score, as far as both sides have profiles of it.
   *
   * @return by the key that the suite has
   */
  public SortedMap<BenchmarkKey, Attribution> attribute(SuiteResult suite, Attributor attributor) {
    SortedMap<BenchmarkKey, Attribution> found = new TreeMap<>();
    for (Comparison each : suite.comparisons()) {
      if (each.hasChanged() && each.metric().isScore()) {
        Optional<BenchmarkKey> key =
            common().stream().filter(profiled -> same(profiled, each.key())).findFirst();
        key.ifPresent(
            profiled ->
                found.put(
                    each.key(),
                    attributor.attribute(
                        base.get(profiled), head.get(profiled), each.estimate().map(this::timed))));
      }
    }
    return found;
  }

  /**
   * The suite with a note at each change for the sites that explain it: of allocation by alloc
   * profiles, of a score by profiles of wall time, as far as both sides have them.
   *
   * @param userCode tells the user's functions by their names
   */
  public SuiteResult explain(SuiteResult suite, Predicate<String> userCode) throws BadInput {
    List<Comparison> explained = new ArrayList<>();
    for (Comparison each : suite.comparisons()) {
      explained.add(events.explain(each, userCode));
    }
    return suite.with(explained);
  }

  private RatioInterval timed(Estimate estimate) {
    return new RatioInterval(estimate.ratio(), estimate.lower(), estimate.upper());
  }

  static boolean same(BenchmarkKey profiled, BenchmarkKey measured) {
    return profiled.benchmark().equals(measured.benchmark())
        && profiled.mode().equals(measured.mode())
        && profiled.threads() == measured.threads()
        && plain(profiled).equals(plain(measured));
  }

  private static SortedMap<String, String> plain(BenchmarkKey key) {
    SortedMap<String, String> params = new TreeMap<>();
    key.params()
        .forEach(
            (name, value) ->
                params.put(name.replaceAll(ESCAPED, "?"), value.replaceAll(ESCAPED, "?")));
    return params;
  }
}
