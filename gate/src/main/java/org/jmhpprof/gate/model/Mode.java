// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/** JMH's benchmark modes, by the labels of its result files. */
public enum Mode {
  THROUGHPUT("thrpt", "Throughput", "Throughput, ops/time", Direction.HIGHER_IS_BETTER),
  AVERAGE_TIME("avgt", "AverageTime", "Average time, time/op", Direction.LOWER_IS_BETTER),
  SAMPLE_TIME("sample", "SampleTime", "Sampling time", Direction.LOWER_IS_BETTER),
  SINGLE_SHOT("ss", "SingleShotTime", "Single shot invocation time", Direction.LOWER_IS_BETTER),
  /** A word that JMH does not write: the unit alone tells the direction. */
  FOREIGN("?", "?", "?", Direction.UNKNOWN);

  private final String label;
  private final String jmhName;
  private final String title;
  private final Direction direction;

  Mode(String label, String jmhName, String title, Direction direction) {
    this.label = label;
    this.jmhName = jmhName;
    this.title = title;
    this.direction = direction;
  }

  /** JMH's short label, such as {@code avgt}. */
  public String label() {
    return label;
  }

  /** The name in JMH's API, which its command line takes too, such as {@code AverageTime}. */
  public String jmhName() {
    return jmhName;
  }

  /** What JMH prints before it runs, such as {@code Average time, time/op}. */
  public String title() {
    return title;
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
