// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.List;
import java.util.Optional;

/**
 * A function that a part of the difference is laid to: the lowest frame that still holds that part.
 *
 * @param function the row of the function
 * @param difference cost of the stacks through it that no suspect before it explains
 * @param share of the difference of the benchmark's own CPU time; 0.83 for 83 %
 * @param userFrame the nearest frame of the user's own code: itself, or a caller; empty where no
 *     caller is
 * @param under the frame above it that tells most: the user's, else its caller on that path below
 *     the benchmark method; empty where there is none
 * @param path functions from the root down to it, where its difference is largest
 */
public record Suspect(
    FunctionDifference function,
    CostEstimate difference,
    double share,
    Optional<Location> userFrame,
    Optional<Location> under,
    List<String> path) {
  public Suspect {
    path = List.copyOf(path);
  }
}
