// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jmhpprof.profile.Event;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ProfilerException;

/** Where the profiles of one benchmark lie: {@code <dir>/<benchmark id>/fork<N>.<event>.pb.gz}. */
final class ProfileFiles {
  private static final String SUFFIX = ".pb.gz";
  private static final String ALL_EVENTS =
      Arrays.stream(Event.values()).map(Event::word).collect(Collectors.joining(",", "{", "}"));

  private final Path directory;

  ProfileFiles(PprofOptions options, BenchmarkParams params) {
    directory = options.dir().resolve(BenchmarkId.of(params)).normalize();
  }

  /** The file of a fork, from 1. */
  Path ofFork(int fork, Event event) {
    return directory.resolve("fork" + fork + "." + event.word() + SUFFIX);
  }

  /** The page about all forks. */
  Path page() {
    return directory.resolve("profile.html");
  }

  /** The profiles of the forks up to one, as far as they are there. */
  List<Path> upTo(int fork) {
    return Arrays.stream(Event.values()).flatMap(event -> upTo(fork, event).stream()).toList();
  }

  /** The same, of one event. */
  List<Path> upTo(int fork, Event event) {
    return IntStream.rangeClosed(1, fork)
        .mapToObj(i -> ofFork(i, event))
        .filter(Files::exists)
        .toList();
  }

  /**
   * Deletes what an earlier run left, of any event, so that no reader takes it for a part of this
   * one.
   *
   * @throws IOException if a file cannot be deleted
   */
  void deleteOld() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Files.deleteIfExists(page());
    try (DirectoryStream<Path> old =
        Files.newDirectoryStream(directory, "fork[0-9]*." + ALL_EVENTS + SUFFIX + "{,.tmp}")) {
      for (Path file : old) {
        Files.delete(file);
      }
    }
  }

  /**
   * Creates a directory where there is none, and finds out by trying whether it can be written.
   *
   * @throws ProfilerException one line, if not
   */
  static void requireWritable(Path directory) throws ProfilerException {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".jmh-pprof", ".tmp"));
    } catch (IOException e) {
      throw new ProfilerException(
          "pprof: dir="
              + OneLine.of(directory.toString())
              + " cannot be written ("
              + OneLine.of(e.toString())
              + "), allowed is a directory that exists or can be created, with write permission");
    }
  }
}
