// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/**
 * Thread ids of virtual threads: one for each virtual thread and carrier. The carrier's own id is
 * in the low bits, so that these ids need no list.
 *
 * <p>A program may start a virtual thread for each operation. So only the first {@link #MOST} of a
 * JVM are told apart, and the others of a carrier share an id.
 *
 * <p>The reader gives out ids; others may ask for names when the window is over.
 */
final class MountedThreads {
  static final int MOST = 100;

  private static final String NAME = "virtual thread ";
  private static final String OTHERS = NAME + "(other)";
  // More than the names of platform threads that the native side keeps.
  private static final int CARRIER_BITS = 24;

  private final long[] numbers = new long[MOST];
  private int count;

  /** The id of a virtual thread, by its number, on a carrier, by its id. */
  int id(int carrierId, long number) {
    return (1 + place(number)) << CARRIER_BITS | carrierId;
  }

  private int place(long number) {
    int place = 0;
    while (place < count && numbers[place] != number) {
      place++;
    }
    if (place == count && count < MOST) {
      numbers[count++] = number;
    }
    return place;
  }

  /** The id of the carrier; of a platform thread, its own. */
  static int carrier(int threadId) {
    return threadId & ((1 << CARRIER_BITS) - 1);
  }

  static boolean isVirtual(int threadId) {
    return threadId != carrier(threadId);
  }

  /** The name of a virtual thread, by its id. */
  String name(int threadId) {
    int place = (threadId >>> CARRIER_BITS) - 1;
    return place < MOST ? NAME + numbers[place] : OTHERS;
  }
}
