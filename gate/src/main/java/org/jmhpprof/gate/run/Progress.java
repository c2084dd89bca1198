// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.time.Duration;

/** Hears how a run gets on. Called by the thread that runs. */
public interface Progress {
  /**
   * A fork begins.
   *
   * @param what the benchmark and the side
   * @param done forks finished since the run began
   * @param planned forks that it takes, as far as known now
   * @param left about how long they take
   */
  void fork(String what, int done, int planned, Duration left);

  /** A line for people: what the run does next, or what failed. */
  void say(String line);
}
