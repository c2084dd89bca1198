// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.BlockNote;
import org.jmhpprof.gate.model.BenchmarkKey;

/**
 * All profiles below a directory, as {@code -prof "pprof:dir=..."} leaves them: {@code
 * <dir>/<benchmark id>/fork<N>.cpu.pb.gz}, at any depth.
 */
public final class ProfileDirectory {
  private static final int DEEPEST = 8;

  private ProfileDirectory() {}

  /**
   * Reads all of them.
   *
   * @return the forks of each benchmark, in the order of their files
   * @throws BadInput one line that names the file or the directory, if one cannot be used or there
   *     is none
   */
  public static SortedMap<BenchmarkKey, List<ProfiledFork>> read(Path directory) throws BadInput {
    SortedMap<BenchmarkKey, List<ProfiledFork>> forks = new TreeMap<>();
    for (Path file : files(directory)) {
      ProfiledFork fork = ProfileFile.read(file).inPair(pair(file));
      forks.computeIfAbsent(fork.key(), key -> new ArrayList<>()).add(fork);
    }
    return forks;
  }

  /** By the note beside the directory of its block; 0 where the gate ran no pair there. */
  private static int pair(Path file) throws BadInput {
    for (Path at = file.getParent(); at != null; at = at.getParent()) {
      Path note = at.resolveSibling(at.getFileName() + BlockNote.SUFFIX);
      if (Files.exists(note)) {
        BlockNote block = BlockNote.read(note);
        return "pairs".equals(block.facts().get("design")) ? block.block() : 0;
      }
    }
    return 0;
  }

  private static List<Path> files(Path directory) throws BadInput {
    if (!Files.isDirectory(directory)) {
      throw ProfileFile.problem(directory, "no such directory of profiles");
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory, DEEPEST)) {
      files =
          all.filter(file -> file.getFileName().toString().endsWith(ProfileFile.SUFFIX))
              .filter(Files::isRegularFile)
              .sorted(
                  Comparator.comparing(Path::getParent)
                      .thenComparing(file -> file.getFileName().toString().length())
                      .thenComparing(Path::getFileName))
              .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw ProfileFile.problem(directory, "cannot be read (" + e.getMessage() + ")");
    }
    if (files.isEmpty()) {
      throw ProfileFile.problem(directory, "no *" + ProfileFile.SUFFIX + " below it");
    }
    return files;
  }
}
