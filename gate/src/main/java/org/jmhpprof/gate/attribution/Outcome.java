// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

/** What the profiles say about a difference. */
public enum Outcome {
  /** At least one function is named. */
  EXPLAINED,
  /** Cost moved between functions; their caller costs what it did. */
  MOVED,
  /** Wall time rose, CPU time did not: waiting, I/O, or a busy machine. */
  OFF_CPU,
  /** The profiled forks do not show the change that the timed ones do. Nobody is named. */
  NOT_REPRODUCED,
  /** CPU time differs, but no function stands out of the noise. */
  UNEXPLAINED,
  /** CPU time does not differ. */
  NO_DIFFERENCE,
  /** Fewer than two forks a side: differences without error bars. Nobody is named. */
  UNREPLICATED
}
