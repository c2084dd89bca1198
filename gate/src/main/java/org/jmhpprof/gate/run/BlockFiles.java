// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.BlockNote;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;

/**
 * Where the forks of one side lie: {@code <directory>/<benchmark>/block-007.json}, with its note
 * and JMH's output beside it.
 *
 * @param directory of the side
 */
record BlockFiles(Path directory) {
  /**
   * What one fork of a block left on disk.
   *
   * @param results by benchmark as head calls it; none if it failed
   */
  record ForkResult(Build build, BlockNote note, SortedMap<BenchmarkKey, BenchmarkResult> results) {
    /** The forks of a block, in the order of the builds; empty if one of them has no note. */
    static Optional<List<ForkResult>> ofBlock(List<Build> builds, String benchmark, int block)
        throws BadInput {
      List<ForkResult> forks = new ArrayList<>();
      for (Build build : builds) {
        Path results = build.files().results(benchmark, block);
        Path note = BlockNote.beside(results);
        if (!Files.exists(note)) {
          return Optional.empty();
        }
        SortedMap<BenchmarkKey, BenchmarkResult> measured =
            Files.exists(results)
                ? build.renames().apply(SideReader.read("", List.of(results))).results()
                : new TreeMap<>();
        forks.add(new ForkResult(build, BlockNote.read(note), measured));
      }
      return Optional.of(forks);
    }
  }

  private static final Pattern NOTE = Pattern.compile("block-(\\d+)\\.env\\.json");
  private static final String ASIDE = ".aside";
  private static final int LONGEST_NAME = 180;

  Path results(String benchmark, int block) {
    return of(benchmark).resolve(name(block) + ".json");
  }

  Path profiles(String benchmark, int block) {
    return of(benchmark).resolve(name(block));
  }

  private static String name(int block) {
    return String.format(Locale.ROOT, "block-%03d", block);
  }

  private Path of(String benchmark) {
    String safe = benchmark.replaceAll("[^A-Za-z0-9._-]", "_");
    if (!safe.equals(benchmark) || safe.length() > LONGEST_NAME) {
      CRC32 crc = new CRC32();
      crc.update(benchmark.getBytes(StandardCharsets.UTF_8));
      safe =
          safe.substring(0, Math.min(safe.length(), LONGEST_NAME))
              + "="
              + Long.toHexString(crc.getValue());
    }
    return directory.resolve(safe);
  }

  /** The notes that are there, by block. */
  SortedMap<Integer, Path> notes(String benchmark) throws IOException {
    SortedMap<Integer, Path> notes = new TreeMap<>();
    Path folder = of(benchmark);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Matcher matcher = NOTE.matcher(file.getFileName().toString());
          if (matcher.matches()) {
            notes.put(Integer.parseInt(matcher.group(1)), file);
          }
        }
      }
    }
    return notes;
  }

  /** A block that does not count is kept beside the others, under a name that is not read. */
  void setAside(String benchmark, int block) throws IOException {
    Path results = results(benchmark, block);
    for (Path file : List.of(results, BlockNote.beside(results))) {
      if (Files.exists(file)) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ASIDE),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /**
   * A directory with all that is in it. Links are not followed.
   *
   * @param root the directory; it need not be there
   */
  record FileTree(Path root) {
    /** Removes it. */
    void delete() throws IOException {
      if (Files.notExists(root)) {
        return;
      }
      List<Path> all;
      try (Stream<Path> walk = Files.walk(root)) {
        all = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : all) {
        Files.delete(each);
      }
    }

    /** Moves its files to the same places below another directory. */
    void moveTo(Path other) throws IOException {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(root)) {
        files = walk.filter(Files::isRegularFile).toList();
      }
      for (Path file : files) {
        Path target = other.resolve(root.relativize(file));
        Files.createDirectories(target.getParent());
        Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
      delete();
    }
  }
}
