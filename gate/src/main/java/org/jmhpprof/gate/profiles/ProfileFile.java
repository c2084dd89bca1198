// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.proto.Profile;

/** Reads one profile that the profiler wrote. */
public final class ProfileFile {
  /** The end of the file name. */
  static final String SUFFIX = ".cpu.pb.gz";

  /** Uncompressed; far above what a fork leaves, far below what a crafted file could unpack to. */
  private static final int LARGEST = 256 << 20;

  private ProfileFile() {}

  /**
   * Reads it.
   *
   * @throws BadInput naming the file, if it is no such profile
   */
  public static ProfiledFork read(Path file) throws BadInput {
    return new ProfileDecoder(file, parse(file)).fork();
  }

  private static Profile parse(Path file) throws BadInput {
    byte[] bytes;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw problem(file, "not a readable gzip file (" + reason(e) + ")");
    }
    if (bytes.length > LARGEST) {
      throw problem(file, "larger than " + (LARGEST >> 20) + " MiB");
    }
    try {
      return Profile.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw problem(file, "not a pprof profile (" + reason(e) + ")");
    }
  }

  static BadInput problem(Path file, String what) {
    return new BadInput(file + ": " + what);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
