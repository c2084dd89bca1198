// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jctools.queues.MpscArrayQueue;
import org.jmhpprof.ring.SampleConsumer;
import org.jmhpprof.ring.SampleRing;
import org.jmhpprof.ring.SampleRingWriter;

/** The profiler's ring, and what a Java developer would otherwise take. */
public enum Queueing {
  /** The profiler's ring, written in Java. */
  JAVA {
    @Override
    SampleQueue create(int bytes, int depth) {
      return new Ring(bytes);
    }
  },

  /** The profiler's ring, written by the signal handler's own code. */
  C {
    @Override
    SampleQueue create(int bytes, int depth) {
      return new CRing(bytes);
    }
  },

  /** The same bytes as in the profiler's ring, by claim and commit. */
  AGRONA {
    @Override
    SampleQueue create(int bytes, int depth) {
      return new Agrona(bytes);
    }
  },

  /** Preallocated events that hold the stack. */
  DISRUPTOR {
    @Override
    SampleQueue create(int bytes, int depth) {
      return new Disruptor(slots(bytes, depth), depth);
    }
  },

  /** An array per sample. */
  JCTOOLS {
    @Override
    SampleQueue create(int bytes, int depth) {
      return new Jctools(slots(bytes, depth));
    }
  };

  /** With the next one, what lets a JVM run Agrona at its best. */
  static final String AGRONA_UNSAFE = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";

  static final String AGRONA_UNCHECKED = "-Dagrona.disable.bounds.checks=true";

  /** Time, thread and count, cost and kind, value. */
  private static final int HEADER_WORDS = 4;

  /** An empty queue that holds about this many bytes of samples of this depth. */
  abstract SampleQueue create(int bytes, int depth);

  /** As many samples as fit into the ring: 40 bytes each and the stack. */
  private static int slots(int bytes, int depth) {
    return Integer.highestOneBit(bytes / (40 + 8 * depth));
  }

  private static class Ring implements SampleQueue {
    final SampleRing ring;
    private final SampleRingWriter writer;

    Ring(int bytes) {
      ring = SampleRing.allocate(bytes);
      writer = new SampleRingWriter(ring.memory());
    }

    @Override
    public boolean write(int id, long[] stack, int depth) {
      return writer.write(0, 1, id, 1, 1, 1, stack, depth);
    }

    @Override
    public int drain(SampleConsumer consumer, int limit) {
      return ring.drain(consumer, limit);
    }

    @Override
    public int capacity(int depth) {
      return ring.capacity() / (40 + 8 * depth);
    }

    @Override
    public long takeLost() {
      return ring.takeLost(0);
    }
  }

  private static final class CRing extends Ring {
    private final ThreadLocal<RingLoop> loops =
        ThreadLocal.withInitial(() -> new RingLoop(ring.memory()));
    private final ThreadLocal<Refusals> refusals = ThreadLocal.withInitial(Refusals::new);

    CRing(int bytes) {
      super(bytes);
    }

    @Override
    public boolean write(int id, long[] stack, int depth) {
      Refusals own = refusals.get();
      long before = own.count;
      loops.get().timedWrites(id, stack, depth, 1, own);
      return own.count == before;
    }

    @Override
    public long timedWrites(int id, long[] stack, int depth, int count, Refusals refused) {
      return loops.get().timedWrites(id, stack, depth, count, refused);
    }
  }

  private static final class Agrona implements SampleQueue {
    private static final int TYPE = 1;
    private static final int HEADER_BYTES = HEADER_WORDS * Long.BYTES;

    private final ManyToOneRingBuffer ring;
    private final UnsafeBuffer memory;
    // The same memory: UnsafeBuffer has no copy between itself and an array of longs.
    private final LongBuffer words;
    private final long[] stack = new long[4096];

    Agrona(int bytes) {
      ByteBuffer buffer =
          BufferUtil.allocateDirectAligned(
                  bytes + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH)
              .order(ByteOrder.nativeOrder());
      memory = new UnsafeBuffer(buffer);
      words = buffer.asLongBuffer();
      ring = new ManyToOneRingBuffer(memory);
    }

    @Override
    public boolean write(int writer, long[] sample, int depth) {
      int at = ring.tryClaim(TYPE, HEADER_BYTES + depth * Long.BYTES);
      if (at < 0) {
        return false;
      }
      memory.putLong(at, 1);
      memory.putInt(at + 8, writer);
      memory.putInt(at + 12, 1);
      memory.putInt(at + 16, 1);
      memory.putInt(at + 20, 0);
      memory.putLong(at + 24, 1);
      words.put((at + HEADER_BYTES) / Long.BYTES, sample, 0, depth);
      ring.commit(at);
      return true;
    }

    @Override
    public int drain(SampleConsumer consumer, int limit) {
      return ring.read(
          (type, buffer, at, length) -> {
            int depth = (length - HEADER_BYTES) / Long.BYTES;
            words.get((at + HEADER_BYTES) / Long.BYTES, stack, 0, depth);
            consumer.accept(
                buffer.getInt(at + 20),
                buffer.getLong(at),
                buffer.getInt(at + 8),
                buffer.getInt(at + 12),
                buffer.getLong(at + 24),
                buffer.getInt(at + 16),
                stack,
                depth);
          },
          limit);
    }

    @Override
    public int capacity(int depth) {
      return ring.capacity() / (40 + 8 * depth);
    }
  }

  private static final class Disruptor implements SampleQueue {
    private static final class Event {
      final long[] stack;
      int kind;
      long timeNanos;
      int writer;
      int count;
      long value;
      long costNanos;
      int depth;

      Event(int depth) {
        stack = new long[depth];
      }
    }

    private final RingBuffer<Event> ring;
    private final EventPoller<Event> poller;
    private int drained;

    Disruptor(int slots, int depth) {
      ring =
          RingBuffer.createMultiProducer(() -> new Event(depth), slots, new YieldingWaitStrategy());
      poller = ring.newPoller();
      ring.addGatingSequences(poller.getSequence());
    }

    @Override
    public boolean write(int writer, long[] words, int depth) {
      long sequence;
      try {
        sequence = ring.tryNext();
      } catch (InsufficientCapacityException e) {
        return false;
      }
      Event event = ring.get(sequence);
      event.kind = 0;
      event.timeNanos = 1;
      event.writer = writer;
      event.count = 1;
      event.value = 1;
      event.costNanos = 1;
      event.depth = depth;
      System.arraycopy(words, 0, event.stack, 0, depth);
      ring.publish(sequence);
      return true;
    }

    @Override
    public int drain(SampleConsumer consumer, int limit) {
      drained = 0;
      try {
        poller.poll(
            (event, sequence, endOfBatch) -> {
              consumer.accept(
                  event.kind,
                  event.timeNanos,
                  event.writer,
                  event.count,
                  event.value,
                  event.costNanos,
                  event.stack,
                  event.depth);
              return ++drained < limit;
            });
      } catch (Exception e) {
        // Nothing above throws a checked one.
        throw new IllegalStateException(e);
      }
      return drained;
    }

    @Override
    public int capacity(int depth) {
      return ring.getBufferSize();
    }
  }

  private static final class Jctools implements SampleQueue {
    private final MpscArrayQueue<long[]> queue;

    Jctools(int slots) {
      queue = new MpscArrayQueue<>(slots);
    }

    @Override
    public boolean write(int writer, long[] words, int depth) {
      long[] sample = new long[depth + HEADER_WORDS];
      System.arraycopy(words, 0, sample, 0, depth);
      sample[depth] = 1;
      sample[depth + 1] = (long) writer << 32 | 1;
      sample[depth + 2] = 1L << 32;
      sample[depth + 3] = 1;
      return queue.offer(sample);
    }

    @Override
    public int drain(SampleConsumer consumer, int limit) {
      return queue.drain(
          sample -> {
            int depth = sample.length - HEADER_WORDS;
            consumer.accept(
                (int) sample[depth + 2],
                sample[depth],
                (int) (sample[depth + 1] >>> 32),
                (int) sample[depth + 1],
                sample[depth + 3],
                sample[depth + 2] >>> 32,
                sample,
                depth);
          },
          limit);
    }

    @Override
    public int capacity(int depth) {
      return queue.capacity();
    }
  }
}
