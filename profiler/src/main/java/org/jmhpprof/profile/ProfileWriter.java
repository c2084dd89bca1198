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
    AtomicFile.replace(file, out -> write(out, table, frames, info));
  }

  /**
   * Writes what would be in the file to a stream, which it neither flushes nor closes.
   *
   * @throws IOException if the stream throws it
   * @throws IllegalStateException if an entry has not been resolved
   */
  public static void write(OutputStream out, StackTable table, FrameCache frames, ProfileInfo info)
      throws IOException {
    FastGzip gzip = new FastGzip(out);
    try {
      ProfileEncoder.encode(gzip, table, frames, info);
      gzip.finish();
    } finally {
      gzip.release();
    }
  }

  /** Gzip at the speed that suits a file which is written again after each iteration. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 1 << 13);
      def.setLevel(Deflater.BEST_SPEED);
    }

    /** Frees the native memory, also after a failure. */
    void release() {
      def.end();
    }
  }
}
