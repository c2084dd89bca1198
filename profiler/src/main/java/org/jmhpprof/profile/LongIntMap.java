// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

/**
 * A map from any long to an int of at least 0, without boxes. Entries stay. For one thread at a
 * time.
 */
final class LongIntMap {
  // A key and its value plus one, next to each other, so that a look-up meets one cache line; 0
  // for the value marks a free slot. At most a quarter is used: a second probe is a branch that
  // nobody predicts.
  private long[] pairs = new long[1 << 9];
  private int size;

  /** The value of the key, or -1 if it has none. */
  int get(long key) {
    return (int) pairs[slot(key) + 1] - 1;
  }

  /** Sets the value of a key that has none yet. */
  void put(long key, int value) {
    if (size >= pairs.length >>> 3) {
      grow();
    }
    set(key, value + 1L);
    size++;
  }

  private void set(long key, long valuePlusOne) {
    int slot = slot(key);
    pairs[slot] = key;
    pairs[slot + 1] = valuePlusOne;
  }

  private int slot(long key) {
    int mask = pairs.length - 2;
    int slot = StackHash.of(key) << 1 & mask;
    while (pairs[slot + 1] != 0 && pairs[slot] != key) {
      slot = (slot + 2) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] old = pairs;
    pairs = new long[2 * old.length];
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] != 0) {
        set(old[i], old[i + 1]);
      }
    }
  }
}
