// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file as a whole: a reader, or a crash, finds the old content or the new, never a part.
 */
final class AtomicFile {
  /** Writes content to a stream. */
  interface Content {
    /** Writes all of it; need not flush or close the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes the content to a temporary file beside {@code file} and renames it. One writer of a file
   * at a time; a temporary file left by a crash is overwritten.
   *
   * @param durable whether the content is on the disk before the old one is gone
   * @throws IOException naming the file; then the temporary file is gone and the old file is as it
   *     was
   */
  static void replace(Path file, boolean durable, Content content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    boolean done = false;
    try {
      write(temporary, durable, content);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      done = true;
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + e, e);
    } finally {
      if (!done) {
        delete(temporary);
      }
    }
  }

  private static void write(Path temporary, boolean durable, Content content) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel)) {
      content.writeTo(out);
      out.flush();
      if (durable) {
        channel.force(true);
      }
    }
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The failure that led here is the one to report.
    }
  }
}
