// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/** JMH's benchmark modes, by the labels of its result files. */
public enum Mode {
  THROUGHPUT("thrpt", Direction.HIGHER_IS_BETTER),
  AVERAGE_TIME("avgt", Direction.LOWER_IS_BETTER),
  SAMPLE_TIME("sample", Direction.LOWER_IS_BETTER),
  SINGLE_SHOT("ss", Direction.LOWER_IS_BETTER),
  /** A word that JMH does not write: the unit alone tells the direction. */
  FOREIGN("?", Direction.UNKNOWN);

  private final String label;
  private final Direction direction;

  Mode(String label, Direction direction) {
    this.label = label;
    this.direction = direction;
  }

  /** JMH's short label, such as {@code avgt}. */
  public String label() {
    return label;
  }

  /** Which way the score gets better. */
  public Direction direction() {
    return direction;
  }

  /** The mode of a label; {@link #FOREIGN} where JMH has none such. */
  public static Mode of(String label) {
    for (Mode mode : values()) {
      if (mode.label.equals(label)) {
        return mode;
      }
    }
    return FOREIGN;
  }
}
