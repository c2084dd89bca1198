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
      public int claim(int kind, int depth, long timeNanos, int threadId, int count, long value) {
        return writer.claim(kind, depth, timeNanos, threadId, count, value);
      }

      @Override
      public void publish(int index, long[] stack, int depth, long costNanos) {
        writer.fill(index, stack, depth);
        writer.publish(index, depth, costNanos);
      }

      @Override
      public boolean write(
          int kind,
          long timeNanos,
          int threadId,
          int count,
          long value,
          long costNanos,
          long[] stack,
          int depth) {
        return writer.write(kind, timeNanos, threadId, count, value, costNanos, stack, depth);
      }
    };
  }
}
