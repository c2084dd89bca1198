// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What would end the gate with another status than 0, and was meant.
 *
 * @param missing found in the full names of benchmarks that head need not have
 * @param same whether base and head may hold the same measurements
 */
public record Allowed(Optional<Pattern> missing, boolean same) {
  public static final Allowed NOTHING = new Allowed(Optional.empty(), false);

  /** Whether head need not have a benchmark. */
  public boolean isMissing(String benchmark) {
    return missing.filter(pattern -> pattern.matcher(benchmark).find()).isPresent();
  }
}
