// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.function.Consumer;
import org.jmhpprof.jfr.JfrSampler;
import org.jmhpprof.sampler.Sampler;
import org.jmhpprof.sampler.SamplerException;
import org.jmhpprof.sampler.SignalSampler;

/** What the user wants to sample with. */
enum SamplerChoice {
  /** The native library, or JFR where no library can be loaded. */
  AUTO,
  NATIVE,
  JFR;

  /**
   * The sampler of this JVM.
   *
   * @param needsNative null, or an option that JFR cannot meet
   * @param fallback takes a line where it is not the one that one would expect
   * @throws SamplerException if it cannot be had
   */
  Sampler load(NativeOnly needsNative, Consumer<String> fallback) throws SamplerException {
    if (this == JFR) {
      return JfrSampler.load();
    }
    try {
      return SignalSampler.load();
    } catch (SamplerException e) {
      // Who names a library gets it or a refusal.
      if (this == NATIVE || System.getProperty(SignalSampler.LIBRARY_PROPERTY) != null) {
        throw e;
      }
      if (needsNative != null) {
        throw new SamplerException(
            needsNative.option() + " needs the native sampler, but " + e.getMessage(), e);
      }
      Sampler jfr = jfrInstead(e);
      fallback.accept("JFR samples instead of the native sampler: " + e.getMessage());
      return jfr;
    }
  }

  private static Sampler jfrInstead(SamplerException reason) throws SamplerException {
    try {
      return JfrSampler.load();
    } catch (SamplerException e) {
      throw new SamplerException(reason.getMessage() + "; and " + e.getMessage(), e);
    }
  }
}
