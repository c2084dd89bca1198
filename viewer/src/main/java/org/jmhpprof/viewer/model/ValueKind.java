// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

/** A column of values, with its unit: {@code cpu} and {@code nanoseconds}. */
public record ValueKind(String type, String unit) {
  /** Whether it counts samples, objects or events. */
  public boolean isCount() {
    return unit.equals("count");
  }

  @Override
  public String toString() {
    return type + "/" + unit;
  }
}
