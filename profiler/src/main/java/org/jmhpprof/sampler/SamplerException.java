// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/**
 * Sampling is not possible, or what was sampled cannot be trusted. The message is one line for the
 * user.
 */
public final class SamplerException extends Exception {
  private static final long serialVersionUID = 1;

  /** With a line for the user. */
  public SamplerException(String message) {
    super(message);
  }

  /** With a line for the user, and what caused it. */
  public SamplerException(String message, Throwable cause) {
    super(message, cause);
  }
}
