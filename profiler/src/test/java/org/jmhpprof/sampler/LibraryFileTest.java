// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFileTest {
  @TempDir Path root;
  private Path good;
  private Path noexec;

  /** In the order of the trials. */
  private final List<Path> loaded = new ArrayList<>();

  private final LibraryFile library = new LibraryFile("libx.so", this::load);

  @BeforeEach
  void makeDirectories() throws IOException {
    good = Files.createDirectory(root.resolve("good"));
    noexec = Files.createDirectory(root.resolve("no exec"));
  }

  /** As the JVM does, for which one directory is mounted {@code noexec}. */
  private void load(Path file) {
    loaded.add(file.getParent().getParent());
    try {
      assertEquals("content", Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (file.startsWith(noexec)) {
      throw new UnsatisfiedLinkError(file + ": " + file + ": failed to map segment");
    }
  }

  private void loadFrom(Path... directories) throws SamplerException {
    library.loadCopy(
        () -> new ByteArrayInputStream("content".getBytes()),
        new LinkedHashSet<>(Arrays.asList(directories)));
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(file -> root.relativize(file).toString()).sorted().toList();
    }
  }

  @Test
  void theFirstDirectoryThatWillDoIsTakenAndNothingIsLeft() throws Exception {
    loadFrom(root.resolve("a/b"), noexec, good, root);
    assertEquals(List.of(noexec, good), loaded);
    assertEquals(List.of("", "good", "no exec"), left());
  }

  @Test
  void aDirectoryThatIsMissingIsMadeInOneThatIsThere() throws Exception {
    Path cache = root.resolve(".cache");
    loadFrom(cache);
    assertEquals(List.of(cache), loaded);
    assertEquals(List.of("", ".cache", "good", "no exec"), left());
  }

  @Test
  void whereNoneWillDoEachReasonIsSaidOnce() throws Exception {
    Path file = Files.writeString(root.resolve("file"), "");
    String message =
        assertThrows(SamplerException.class, () -> loadFrom(root.resolve("a/b"), noexec, file))
            .getMessage();
    assertEquals(
        root.resolve("a/b")
            + ": NoSuchFileException; "
            + noexec
            + ": failed to map segment; "
            + file
            + ": Not a directory",
        message);
    assertEquals(List.of("", "file", "good", "no exec"), left());
  }

  @Test
  void aJvmThatDeniesNativeAccessIsAskedOnce() throws Exception {
    LibraryFile denied =
        new LibraryFile(
            "libx.so",
            file -> {
              loaded.add(file);
              throw new IllegalCallerException("Illegal native access");
            });
    assertThrows(
        IllegalCallerException.class,
        () -> denied.loadCopy(() -> new ByteArrayInputStream(new byte[1]), Set.of(good, root)));
    assertEquals(1, loaded.size());
    assertEquals(List.of("", "good", "no exec"), left());
  }

  private static List<String> directories(String temporary, String cache, String home) {
    return LibraryFile.directories(temporary, cache, home).stream().map(Path::toString).toList();
  }

  @Test
  void triedAreTheTemporaryDirectoryTheCacheAndTheWorkingDirectory() {
    String here = Path.of("").toAbsolutePath().toString();
    assertEquals(List.of("/tmp", "/home/a/.cache", here), directories("/tmp", null, "/home/a"));
    assertEquals(List.of("/tmp", "/c", here), directories("/tmp/", "/c", "/home/a"));
    assertEquals(List.of(here + "/t", "/a/.cache", here), directories("t", "rel", "/a"));
    // What the JVM says of a user without a home.
    assertEquals(List.of("/tmp", here), directories("/tmp", "", "?"));
    assertEquals(List.of(here), directories("\0", null, "?"));
    assertEquals(List.of(here), directories(here, here, "/a"));
  }
}
