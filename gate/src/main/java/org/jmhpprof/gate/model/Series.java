// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.List;

/**
 * One metric of one benchmark on one side.
 *
 * @param metric what was measured
 * @param forks one entry per JVM that reported it; possibly fewer than the benchmark has forks
 */
public record Series(Metric metric, List<Fork> forks) {
  public Series {
    forks = List.copyOf(forks);
  }
}
