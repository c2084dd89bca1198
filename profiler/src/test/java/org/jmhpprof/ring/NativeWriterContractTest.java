// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import java.nio.ByteBuffer;

/** The contract, with the writer in C. */
class NativeWriterContractTest extends SampleRingContractTest {
  @Override
  ContractWriter writer(ByteBuffer memory) {
    return new ContractWriter() {
      @Override
      public int claim(int kind, int depth, long timeNanos, int threadId, int count, long value) {
        return NativeRing.claim(memory, kind, depth, timeNanos, threadId, count, value);
      }

      @Override
      public void publish(int index, long[] stack, int depth, long costNanos) {
        NativeRing.publish(memory, index, stack, depth, costNanos);
      }
    };
  }
}
