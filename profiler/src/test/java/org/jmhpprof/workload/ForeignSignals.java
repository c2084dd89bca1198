// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** What other programs do to the profiler's signal; {@code signal_shim.c}. */
public final class ForeignSignals {
  static {
    try {
      System.load(
          Path.of(ForeignSignals.class.getResource("/native/libsignaltest.so").toURI()).toString());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private ForeignSignals() {}

  /** Installs a SIGPROF handler that does nothing, whoever had the signal before. */
  public static native boolean take();

  /** Installs again what {@link #take} replaced. */
  public static native boolean giveBack();

  /** Leaves SIGPROF without a handler, as a profiler that goes away. */
  public static native boolean reset();
}
