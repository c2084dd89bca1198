// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** {@code ring.c}, by way of {@code ring_shim.c}. */
final class NativeRing {
  static {
    System.load(built("libringtest.so").toString());
  }

  private NativeRing() {}

  /** A file that the Makefile of the tests has built. */
  static Path built(String name) {
    try {
      return Path.of(NativeRing.class.getResource("/native/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static native boolean attach(ByteBuffer memory);

  static native int claim(
      ByteBuffer memory, int kind, int depth, long timeNanos, int threadId, int count, long value);

  static native void publish(ByteBuffer memory, int index, long[] stack, int depth, long costNanos);

  /** Runs writers in threads of their own; returns the counts that were refused. */
  static native long stress(
      ByteBuffer memory, int threads, int records, int maxDepth, boolean broken);

  static native long[] layout();
}
