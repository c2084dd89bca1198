// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import org.jmhpprof.gate.stats.ExactTests;
import org.jmhpprof.gate.stats.Moments.Fieller;

/** What else could take the fork for the replicate, studied on made-up forks only. */
enum StudiedMethod implements Criterion {
  PERMUTATION("exact permutation of fork means") {
    @Override
    public boolean differ(double[][] base, double[][] head) {
      return ExactTests.permutation(Method.logs(base), Method.logs(head)) < Method.ALPHA;
    }
  },
  MANN_WHITNEY_FORKS("exact Mann-Whitney of fork means") {
    @Override
    public boolean differ(double[][] base, double[][] head) {
      return ExactTests.mannWhitney(Method.logs(base), Method.logs(head)) < Method.ALPHA;
    }
  },
  FIELLER("Fieller interval of fork means") {
    @Override
    public boolean differ(double[][] base, double[][] head) {
      Fieller interval = Fieller.of(Method.means(base), Method.means(head), 1 - Method.ALPHA);
      return interval.lower() > 1 || interval.upper() < 1;
    }
  },
  BOOTSTRAP_HIERARCHICAL("percentile bootstrap, forks and iterations") {
    @Override
    public boolean differ(double[][] base, double[][] head) {
      return Bootstrap.hierarchical(base, head, Method.ALPHA);
    }
  },
  BOOTSTRAP_FORKS("percentile bootstrap, fork means") {
    @Override
    public boolean differ(double[][] base, double[][] head) {
      return Bootstrap.forks(base, head, Method.ALPHA);
    }
  },
  BOOTSTRAP_STUDENTISED("studentised bootstrap, log of fork means") {
    @Override
    public boolean differ(double[][] base, double[][] head) {
      return Bootstrap.studentised(base, head, Method.ALPHA);
    }
  };

  private final String title;

  StudiedMethod(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
  }
}
