// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/**
 * What JMH says of an iteration.
 *
 * @param operations all operations, also those of the other threads while one was already or still
 *     at work
 * @param timed those among them that the score is about. Each invocation counts once in single-shot
 *     mode, as its score has it
 * @param nanosPerOperation the score as the time that one thread takes for an operation, ns; NaN if
 *     there is none
 * @param unequalNanos how much of that is there because threads were not equally fast: JMH's mean
 *     of threads gives a slow one's few operations as much weight as a fast one's many
 */
record Iteration(long operations, long timed, double nanosPerOperation, double unequalNanos) {
  static Iteration of(BenchmarkParams params, IterationResult result) {
    long operations = result.getMetadata().getAllOps();
    long timed = result.getMetadata().getMeasuredOps();
    Result<?> primary = result.getPrimaryResult();
    double score = primary == null ? Double.NaN : primary.getScore();
    double unit = params.getTimeUnit().toNanos(1);
    return switch (params.getMode()) {
      case Throughput -> new Iteration(operations, timed, params.getThreads() * unit / score, 0);
      case AverageTime -> new Iteration(operations, timed, score * unit, unequal(result) * unit);
      case SingleShotTime -> new Iteration(operations, params.getThreads(), score * unit, 0);
      default -> new Iteration(operations, timed, score * unit, 0);
    };
  }

  /** All threads work for the same time. */
  private static double unequal(IterationResult result) {
    double sum = 0;
    double inverses = 0;
    int threads = 0;
    for (Result<?> of : result.getRawPrimaryResults()) {
      sum += of.getScore();
      inverses += 1 / of.getScore();
      threads++;
    }
    return threads == 0 ? 0 : sum / threads - threads / inverses;
  }
}
