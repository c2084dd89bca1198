// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.ProfileInfo;
import org.jmhpprof.profile.ProfileWriter;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.profile.Symbols;
import org.jmhpprof.proto.Profile;

/** The ways from a table to gzip bytes. */
public enum Writing {
  /** Nothing is written: what the table and the names of its frames take by themselves. */
  NOTHING {
    @Override
    void write(OutputStream out, StackTable table, FrameCache frames, Symbols names) {}
  },

  /** The profiler's. */
  ENCODER {
    @Override
    void write(OutputStream out, StackTable table, FrameCache frames, Symbols names)
        throws IOException {
      ProfileWriter.write(out, table, frames, INFO);
    }
  },

  /** The profiler's between two iterations. */
  INTERIM {
    @Override
    void write(OutputStream out, StackTable table, FrameCache frames, Symbols names)
        throws IOException {
      ProfileWriter.writeInterim(out, table, frames, INFO);
    }
  },

  /** The whole message with protobuf's builders, then the same compression. */
  TREE {
    @Override
    void write(OutputStream out, StackTable table, FrameCache frames, Symbols names)
        throws IOException {
      Profile profile = new ProfileTree(table, names).build();
      try (GZIPOutputStream gzip =
          new GZIPOutputStream(out, 1 << 13) {
            {
              def.setLevel(Deflater.BEST_SPEED);
            }
          }) {
        profile.writeTo(gzip);
      }
    }
  };

  private static final ProfileInfo INFO =
      new ProfileInfo(1, 1, 1_000_000, "1", List.of("benchmark=writer"));

  abstract void write(OutputStream out, StackTable table, FrameCache frames, Symbols names)
      throws IOException;
}
