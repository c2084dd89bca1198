// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.Fieller;
import org.jmhpprof.gate.stats.Moments;
import org.jmhpprof.gate.stats.Permutation;
import org.jmhpprof.gate.stats.Pooled;
import org.jmhpprof.gate.stats.RankTest;

/**
 * Ways to call two sides different, each at its own nominal level of 5 % unless its name differs.
 */
enum Method {
  POOLED_WELCH("Welch, iterations pooled", false) {
    @Override
    boolean differ(double[][] base, double[][] head) {
      return Pooled.welch(flat(base), flat(head)) < ALPHA;
    }
  },
  POOLED_MANN_WHITNEY("Mann-Whitney, iterations pooled", false) {
    @Override
    boolean differ(double[][] base, double[][] head) {
      return Pooled.mannWhitney(flat(base), flat(head)) < ALPHA;
    }
  },
  JMH_INTERVALS("JMH's 99.9 % intervals disjoint", false) {
    @Override
    boolean differ(double[][] base, double[][] head) {
      return Pooled.intervalsDisjoint(flat(base), flat(head), 0.999);
    }
  },
  FIXED_5("means differ by more than 5 %", false) {
    @Override
    boolean differ(double[][] base, double[][] head) {
      return Math.abs(Math.log(mean(head) / mean(base))) > Math.log(1.05);
    }
  },
  WELCH_FORKS("Welch, log of fork means", true) {
    @Override
    boolean differ(double[][] base, double[][] head) {
      return Change.welch(logs(base), logs(head)).pAny() < ALPHA;
    }
  },
  PERMUTATION("exact permutation of fork means", true) {
    @Override
    boolean differ(double[][] base, double[][] head) {
      return Permutation.twoSample(logs(base), logs(head)) < ALPHA;
    }
  },
  MANN_WHITNEY_FORKS("exact Mann-Whitney of fork means", true) {
    @Override
    boolean differ(double[][] base, double[][] head) {
      return RankTest.p(logs(base), logs(head)) < ALPHA;
    }
  },
  FIELLER("Fieller interval of fork means", true) {
    @Override
    boolean differ(double[][] base, double[][] head) {
      Fieller interval = Fieller.of(means(base), means(head), 1 - ALPHA);
      return interval.lower() > 1 || interval.upper() < 1;
    }
  },
  BOOTSTRAP_HIERARCHICAL("percentile bootstrap, forks and iterations", false) {
    @Override
    boolean differ(double[][] base, double[][] head) {
      return Bootstrap.hierarchical(base, head, ALPHA);
    }
  },
  BOOTSTRAP_FORKS("percentile bootstrap, fork means", false) {
    @Override
    boolean differ(double[][] base, double[][] head) {
      return Bootstrap.forks(base, head, ALPHA);
    }
  },
  BOOTSTRAP_STUDENTISED("studentised bootstrap, log of fork means", false) {
    @Override
    boolean differ(double[][] base, double[][] head) {
      return Bootstrap.studentised(base, head, ALPHA);
    }
  };

  private static final double ALPHA = 0.05;

  private final String title;
  private final boolean keepsLevel;

  Method(String title, boolean keepsLevel) {
    this.title = title;
    this.keepsLevel = keepsLevel;
  }

  abstract boolean differ(double[][] base, double[][] head);

  String title() {
    return title;
  }

  /** Whether it takes the fork for the replicate, and so keeps its level when forks differ. */
  boolean keepsLevel() {
    return keepsLevel;
  }

  static double[] flat(double[][] side) {
    return Stream.of(side).flatMapToDouble(Arrays::stream).toArray();
  }

  static double[] means(double[][] side) {
    return Stream.of(side).map(Moments::of).mapToDouble(Moments::mean).toArray();
  }

  static double[] logs(double[][] side) {
    return DoubleStream.of(means(side)).map(Math::log).toArray();
  }

  static double mean(double[][] side) {
    return Moments.of(flat(side)).mean();
  }
}
