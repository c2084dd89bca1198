// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import it.unimi.dsi.fastutil.Hash;
import it.unimi.dsi.fastutil.objects.Object2LongOpenCustomHashMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.profile.StackTable;

/**
 * The ways to add up equal stacks: the profiler's, and what a Java developer would otherwise take.
 */
public enum Folding {
  /** The profiler's table. */
  STACK_TABLE {
    @Override
    Folder create() {
      StackTable table = new StackTable();
      return new Folder() {
        @Override
        public void add(int threadId, long[] stack, int depth) {
          table.add(threadId, stack, depth, 1, 1000);
        }

        @Override
        public int size() {
          return table.size();
        }
      };
    }
  },

  /** Boxes the stack for each look-up. */
  HASH_MAP_LIST {
    @Override
    Folder create() {
      Map<List<Long>, long[]> map = new HashMap<>();
      return new Folder() {
        @Override
        public void add(int threadId, long[] stack, int depth) {
          count(map.computeIfAbsent(boxed(stack, depth), key -> new long[2]));
        }

        @Override
        public int size() {
          return map.size();
        }
      };
    }
  },

  /** A key object for each look-up; the words are copied only when they are new. */
  HASH_MAP_RECORD {
    @Override
    Folder create() {
      Map<Key, long[]> map = new HashMap<>();
      return new Folder() {
        @Override
        public void add(int threadId, long[] stack, int depth) {
          long[] sums = map.get(new Key(threadId, stack));
          if (sums == null) {
            sums = new long[2];
            map.put(new Key(threadId, Arrays.copyOf(stack, depth)), sums);
          }
          count(sums);
        }

        @Override
        public int size() {
          return map.size();
        }
      };
    }
  },

  /** No objects on a hit. One sum instead of two and no thread, which this map has no place for. */
  FASTUTIL {
    @Override
    Folder create() {
      Object2LongOpenCustomHashMap<long[]> map = new Object2LongOpenCustomHashMap<>(WORDS);
      map.defaultReturnValue(UNKNOWN);
      return new Folder() {
        @Override
        public void add(int threadId, long[] stack, int depth) {
          // One look-up where the stack is known: the caller's array is the key until then only.
          long before = map.addTo(stack, 1000);
          if (before == UNKNOWN) {
            map.removeLong(stack);
            map.put(Arrays.copyOf(stack, depth), 1000);
          }
        }

        @Override
        public int size() {
          return map.size();
        }
      };
    }
  };

  /** A table of stacks. */
  interface Folder {
    /** Counts one sample. */
    void add(int threadId, long[] stack, int depth);

    /** How many different stacks there are. */
    int size();
  }

  /** An empty table. */
  abstract Folder create();

  private static final long UNKNOWN = Long.MIN_VALUE;

  private record Key(int threadId, long[] stack) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && key.threadId == threadId
          && Arrays.equals(key.stack, stack);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(stack) + threadId;
    }
  }

  private static final Hash.Strategy<long[]> WORDS =
      new Hash.Strategy<>() {
        @Override
        public int hashCode(long[] stack) {
          return Arrays.hashCode(stack);
        }

        @Override
        public boolean equals(long[] one, long[] other) {
          return Arrays.equals(one, other);
        }
      };

  private static List<Long> boxed(long[] stack, int depth) {
    Long[] words = new Long[depth];
    for (int i = 0; i < depth; i++) {
      words[i] = stack[i];
    }
    return Arrays.asList(words);
  }

  private static void count(long[] sums) {
    sums[0]++;
    sums[1] += 1000;
  }
}
