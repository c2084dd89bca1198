// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

/** What the contract asks of a writer, in either language. */
interface ContractWriter {
  /** Returns where the record is in the memory, or a negative number when there is no room. */
  int claim(int kind, int depth, long timeNanos, int threadId, int count, long value);

  /** Fills a claimed record and publishes it. */
  void publish(int index, long[] stack, int depth, long costNanos);

  default boolean write(
      int kind,
      long timeNanos,
      int threadId,
      int count,
      long value,
      long costNanos,
      long[] stack,
      int depth) {
    int index = claim(kind, depth, timeNanos, threadId, count, value);
    if (index < 0) {
      return false;
    }
    publish(index, stack, depth, costNanos);
    return true;
  }
}
