// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;

/** Mann and Whitney's test of one value per fork. */
public final class RankTest {
  private static final int EXACT_UP_TO = 50;

  private RankTest() {}

  /** Two-sided p-value; exact for small samples without ties. */
  public static double p(double[] base, double[] head) {
    boolean small = base.length <= EXACT_UP_TO && head.length <= EXACT_UP_TO;
    double p =
        MannWhitneyUTest.withDefaults()
            .with(small ? PValueMethod.AUTO : PValueMethod.ASYMPTOTIC)
            .test(base, head)
            .getPValue();
    return Double.isNaN(p) ? 1 : p;
  }
}
