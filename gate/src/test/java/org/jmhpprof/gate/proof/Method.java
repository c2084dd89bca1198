// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.ExactTests;
import org.jmhpprof.gate.stats.Moments;

/**
 * Other methods that real forks are judged by: those that take the iterations of all forks as if
 * they were independent, and Welch's test of forks.
 */
enum Method implements Criterion {
  POOLED_WELCH("Welch, iterations pooled") {
    @Override
    public boolean differ(double[][] base, double[][] head) {
      return Change.welch(flat(base), flat(head)).pAny() < ALPHA;
    }
  },
  POOLED_MANN_WHITNEY("Mann-Whitney, iterations pooled") {
    @Override
    public boolean differ(double[][] base, double[][] head) {
      return ExactTests.mannWhitney(flat(base), flat(head)) < ALPHA;
    }
  },
  JMH_INTERVALS("JMH's 99.9 % intervals disjoint") {
    @Override
    public boolean differ(double[][] base, double[][] head) {
      Moments b = Moments.of(flat(base));
      Moments h = Moments.of(flat(head));
      return Math.abs(h.mean() - b.mean()) > b.halfWidth(0.999) + h.halfWidth(0.999);
    }
  },
  FIXED_5("means differ by more than 5 %") {
    @Override
    public boolean differ(double[][] base, double[][] head) {
      return Math.abs(Math.log(mean(head) / mean(base))) > Math.log(1.05);
    }
  },
  WELCH_FORKS("Welch, log of fork means") {
    @Override
    public boolean differ(double[][] base, double[][] head) {
      return Change.welch(logs(base), logs(head)).pAny() < ALPHA;
    }
  };

  static final double ALPHA = 0.05;

  private final String title;

  Method(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
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
