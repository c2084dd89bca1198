// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/** placeholder. */
public final class pprof {
  private pprof() {}
}
