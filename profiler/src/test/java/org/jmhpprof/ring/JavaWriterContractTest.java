// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import java.nio.ByteBuffer;

/** The contract, with the writer in Java. */
class JavaWriterContractTest extends SampleRingContractTest {
  @Override
  ContractWriter writer(ByteBuffer memory) {
    SampleRingWriter writer = new SampleRingWriter(memory);
    return new ContractWriter() {
      @Override
      public int claim(int depth, long timeNanos, int threadId, int ticks) {
        return writer.claim(depth, timeNanos, threadId, ticks);
      }

      @Override
      public void publish(int index, long[] stack, int depth, long costNanos) {
        writer.fill(index, stack, depth);
        writer.publish(index, depth, costNanos);
      }

      @Override
      public boolean write(
          long timeNanos, int threadId, int ticks, long costNanos, long[] stack, int depth) {
        return writer.write(timeNanos, threadId, ticks, costNanos, stack, depth);
      }
    };
  }
}
