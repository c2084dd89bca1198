// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.cost;

/** What the meter's figures are called. The gate reads them by these names. */
public final class Labels {
  /** Nanoseconds of CPU time per operation. */
  public static final String COST = "jmhpprof.cost";

  /** Share of the time in which nothing of the process ran or wanted to. */
  public static final String IDLE = "jmhpprof.idle";

  /** Operations of one iteration: where there are few, the cost of one is uncertain. */
  public static final String OPERATIONS = "jmhpprof.operations";

  private Labels() {}
}
