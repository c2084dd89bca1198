// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import org.openjdk.jmh.annotations.Mode;
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
 */
record Iteration(long operations, long timed, double nanosPerOperation) {
  static Iteration of(BenchmarkParams params, IterationResult result) {
    long operations = result.getMetadata().getAllOps();
    Result<?> primary = result.getPrimaryResult();
    double score = primary == null ? Double.NaN : primary.getScore();
    double unit = params.getTimeUnit().toNanos(1);
    boolean singleShot = params.getMode() == Mode.SingleShotTime;
    return new Iteration(
        operations,
        singleShot ? params.getThreads() : result.getMetadata().getMeasuredOps(),
        switch (params.getMode()) {
          case Throughput -> params.getThreads() * unit / score;
          default -> score * unit;
        });
  }
}
