// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

/** What the contract asks of a writer, in either language. */
interface ContractWriter {
  /** Returns where the record is in the memory, or a negative number when there is no room. */
  int claim(int depth, long timeNanos, int threadId, int ticks);

  /** Fills a claimed record and publishes it. */
  void publish(int index, long[] stack, int depth, long costNanos);

  default boolean write(
      long timeNanos, int threadId, int ticks, long costNanos, long[] stack, int depth) {
    int index = claim(depth, timeNanos, threadId, ticks);
    if (index < 0) {
      return false;
    }
    publish(index, stack, depth, costNanos);
    return true;
  }
}
