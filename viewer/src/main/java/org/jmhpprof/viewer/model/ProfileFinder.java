// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds profiles: files as they are named, and what lies in directories. */
public final class ProfileFinder {
  private static final int DEEPEST = 16;
  private static final List<String> ENDINGS = List.of(".pb.gz", ".pb", ".pprof");

  private ProfileFinder() {}

  /**
   * The files, those of a directory in the order of their names, with fork 2 before fork 10.
   *
   * @throws BadProfile one line, if a place does not exist or holds none
   */
  public static List<Path> find(List<Path> places) throws BadProfile {
    List<Path> found = new ArrayList<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        found.addAll(in(place));
      } else if (Files.exists(place)) {
        found.add(place);
      } else {
        throw new BadProfile(place, "no such file or directory");
      }
    }
    return found;
  }

  private static List<Path> in(Path directory) throws BadProfile {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory, DEEPEST)) {
      files =
          all.filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
              .filter(Files::isRegularFile)
              .sorted(
                  Comparator.comparing((Path file) -> file.getParent().toString())
                      .thenComparing(file -> file.getFileName().toString().length())
                      .thenComparing(file -> file.getFileName().toString()))
              .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new BadProfile(directory, "cannot be read (" + e.getMessage() + ")");
    }
    if (files.isEmpty()) {
      throw new BadProfile(directory, "no profiles in it (*.pb.gz, *.pb, *.pprof)");
    }
    return files;
  }
}
