// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The sampled times of one fork, as JMH counts them: value and how often. */
final class Histogram {
  private record Bin(double value, long count) {}

  private final List<Bin> bins = new ArrayList<>();
  private long total;

  /** Adds one iteration, and returns its mean; NaN for an empty one. */
  double add(Field iteration) throws BadInput {
    double sum = 0;
    long count = 0;
    for (Field pair : iteration.items()) {
      List<Field> both = pair.items();
      if (both.size() != 2) {
        throw pair.unexpected("a value and its count");
      }
      double value = both.get(0).number();
      long times = (long) both.get(1).number();
      if (times < 0) {
        throw both.get(1).unexpected("a count");
      }
      if (Double.isFinite(value) && times > 0) {
        bins.add(new Bin(value, times));
        sum += value * times;
        count += times;
      }
    }
    total += count;
    return sum / count;
  }

  long total() {
    return total;
  }

  /** The smallest value that at least this share of all is not above. */
  double quantile(double share) {
    bins.sort(Comparator.comparingDouble(Bin::value));
    double rank = Math.ceil(share * total);
    long seen = 0;
    for (Bin bin : bins) {
      seen += bin.count;
      if (seen >= rank) {
        return bin.value;
      }
    }
    return Double.NaN;
  }
}
