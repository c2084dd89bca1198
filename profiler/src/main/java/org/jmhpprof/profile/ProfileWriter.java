// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes pprof files. */
public final class ProfileWriter {
  private ProfileWriter() {}

  /**
   * Writes the table as a pprof file, straight from the table: besides the rows that samples refer
   * to, only one number per entry and value is held. The same input gives the same bytes.
   *
   * <p>The file is replaced as a whole, through {@code <file>.tmp} beside it. Its directory must
   * exist.
   *
   * @param table the samples; must not change meanwhile
   * @param frames their names; all entries must be resolved
   * @throws IOException naming the file, if it cannot be written; then an old file is as it was and
   *     nothing is left behind
   * @throws IllegalStateException if an entry has not been resolved
   */
  public static void write(Path file, StackTable table, FrameCache frames, ProfileInfo info)
      throws IOException {
    Objects.requireNonNull(info, "info");
    frames.requireResolved(table, table.size());
    AtomicFile.replace(file, true, out -> write(out, table, frames, info));
  }

  /**
   * The same in less time, for a file that is soon replaced: what is in it is not compressed, and
   * does not wait for the disk. It survives the end of the process, not that of the machine.
   */
  public static void writeInterim(Path file, StackTable table, FrameCache frames, ProfileInfo info)
      throws IOException {
    Objects.requireNonNull(info, "info");
    frames.requireResolved(table, table.size());
    AtomicFile.replace(file, false, out -> writeInterim(out, table, frames, info));
  }

  /**
   * Writes what would be in the file to a stream, which it neither flushes nor closes.
   *
   * @throws IOException if the stream throws it
   * @throws IllegalStateException if an entry has not been resolved
   */
  public static void write(OutputStream out, StackTable table, FrameCache frames, ProfileInfo info)
      throws IOException {
    write(out, Deflater.BEST_SPEED, table, frames, info);
  }

  /** What would be in an interim file. */
  public static void writeInterim(
      OutputStream out, StackTable table, FrameCache frames, ProfileInfo info) throws IOException {
    write(out, Deflater.NO_COMPRESSION, table, frames, info);
  }

  private static void write(
      OutputStream out, int level, StackTable table, FrameCache frames, ProfileInfo info)
      throws IOException {
    Gzip gzip = new Gzip(out, level);
    try {
      ProfileEncoder.encode(gzip, table, frames, info);
      gzip.finish();
    } finally {
      gzip.release();
    }
  }

  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out, int level) throws IOException {
      super(out, 1 << 13);
      def.setLevel(level);
    }

    /** Frees the native memory, also after a failure. */
    void release() {
      def.end();
    }
  }
}
