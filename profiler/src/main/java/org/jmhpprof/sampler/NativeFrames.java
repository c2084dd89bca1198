// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/** Which frames of native code a stack has. */
public enum NativeFrames {
  /** All from the leaf down to Java, or to the function that the thread began with. */
  FULL(NativeSampler.NATIVE_FULL),
  /** The leaf. */
  LEAF(NativeSampler.NATIVE_LEAF),
  /** None: Java frames and the JVM's own stubs only. */
  OFF(NativeSampler.NATIVE_OFF);

  private final int code;

  NativeFrames(int code) {
    this.code = code;
  }

  /** As {@link NativeSampler#start} takes it. */
  int code() {
    return code;
  }
}
