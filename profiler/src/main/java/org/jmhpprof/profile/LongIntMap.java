// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

/**
 * A map from any long to an int of at least 0, without boxes. Entries stay. For one thread at a
 * time.
 */
final class LongIntMap {
  private long[] keys = new long[1 << 8];
  // The value plus one; 0 marks a free slot.
  private int[] values = new int[1 << 8];
  private int size;

  /** The value of the key, or -1 if it has none. */
  int get(long key) {
    return values[slot(key)] - 1;
  }

  /** Sets the value of a key that has none yet. */
  void put(long key, int value) {
    if (size >= keys.length >>> 1) {
      grow();
    }
    int slot = slot(key);
    keys[slot] = key;
    values[slot] = value + 1;
    size++;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = StackHash.of(key) & mask;
    while (values[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
