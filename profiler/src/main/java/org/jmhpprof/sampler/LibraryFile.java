// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Loads a library that is a resource of the jar. The JVM loads files only, so it is copied first,
 * to the first directory from which it can be loaded: one may be read-only or mounted {@code
 * noexec}. The copy is deleted at once.
 */
final class LibraryFile {
  private final String fileName;
  private final Consumer<Path> loader;

  /**
   * A library.
   *
   * @param fileName the name of the copy, the same in every run: it is in profiles
   * @param loader loads a file as {@link System#load} does
   */
  LibraryFile(String fileName, Consumer<Path> loader) {
    this.fileName = fileName;
    this.loader = loader;
  }

  /** Opens the library inside the jar. */
  interface Content {
    InputStream open() throws IOException;
  }

  /**
   * Loads a copy from one of these directories, the first that will do.
   *
   * @throws SamplerException that says why each one will not do
   * @throws IllegalCallerException if this JVM lets nobody load a library
   */
  void loadCopy(Content content, Set<Path> directories) throws SamplerException {
    List<String> reasons = new ArrayList<>();
    for (Path directory : directories) {
      try {
        loadCopyIn(directory, content);
        return;
      } catch (IOException | UnsatisfiedLinkError e) {
        reasons.add(directory + ": " + reason(e));
      }
    }
    throw new SamplerException(String.join("; ", reasons));
  }

  private void loadCopyIn(Path directory, Content content) throws IOException {
    if (!Files.exists(directory) && Files.isDirectory(directory.getParent())) {
      Files.createDirectory(directory);
    }
    Path own = Files.createTempDirectory(directory, "jmh-pprof-");
    Path copy = own.resolve(fileName);
    try (InputStream library = content.open()) {
      Files.copy(library, copy);
      loader.accept(copy);
    } finally {
      deleteNowOrAtExit(copy);
      deleteNowOrAtExit(own);
    }
  }

  /** Some network file systems keep a file as long as it is in use. */
  private static void deleteNowOrAtExit(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }

  private String reason(Throwable e) {
    if (e instanceof UnsatisfiedLinkError) {
      // The loader puts the name of the file before what it has to say, often twice.
      String message = String.valueOf(e.getMessage());
      String name = fileName + ": ";
      int end = message.lastIndexOf(name);
      return end < 0 ? message : message.substring(end + name.length());
    }
    if (e instanceof FileSystemException failure) {
      return failure.getReason() == null ? e.getClass().getSimpleName() : failure.getReason();
    }
    return String.valueOf(e.getMessage());
  }

  /**
   * The directories to try: for temporary files, the user's cache, the working directory.
   *
   * @param temporary the property {@code java.io.tmpdir}
   * @param cache the environment variable {@code XDG_CACHE_HOME}, or null
   * @param home the property {@code user.home}
   */
  static Set<Path> directories(String temporary, String cache, String home) {
    Set<Path> directories = new LinkedHashSet<>();
    add(directories, temporary);
    if (cache != null && isAbsolute(cache)) {
      add(directories, cache);
    } else if (isAbsolute(home)) {
      add(directories, home + "/.cache");
    }
    add(directories, "");
    return directories;
  }

  private static boolean isAbsolute(String path) {
    try {
      return Path.of(path).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static void add(Set<Path> directories, String path) {
    try {
      directories.add(Path.of(path).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      // No directory of that name can exist.
    }
  }
}
