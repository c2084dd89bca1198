// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.util.Arrays;

/** Numbers different longs from 0 in the order of first sight. Open addressing; no boxes. */
final class LongIndex {
  private long[] keys = new long[1 << 8];
  // Number plus one, 0 if free; at most half of them used.
  private int[] slots = new int[1 << 9];
  private int size;

  /** The number of a key, which gets the next one if it is new. */
  int index(long key) {
    int mask = slots.length - 1;
    int slot = mix(key) & mask;
    for (int taken; (taken = slots[slot]) != 0; slot = (slot + 1) & mask) {
      if (keys[taken - 1] == key) {
        return taken - 1;
      }
    }
    if (size == keys.length) {
      grow();
      return index(key);
    }
    keys[size] = key;
    slots[slot] = size + 1;
    return size++;
  }

  private void grow() {
    keys = Arrays.copyOf(keys, Math.multiplyExact(keys.length, 2));
    slots = new int[Math.multiplyExact(keys.length, 2)];
    int mask = slots.length - 1;
    for (int i = 0; i < size; i++) {
      int slot = mix(keys[i]) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = i + 1;
    }
  }

  private static int mix(long key) {
    long h = key * 0x9E3779B97F4A7C15L;
    return (int) (h ^ h >>> 32);
  }

  int size() {
    return size;
  }

  long key(int index) {
    return keys[index];
  }
}
