// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the JVM counts for each platform thread that lives, by the thread's id. Threads that carry
 * virtual threads are one, {@link JfrSymbols#VIRTUAL}.
 *
 * @param cpuNanos CPU time
 * @param allocatedBytes allocated bytes; empty where the JVM does not count them
 */
record ThreadReadings(Map<Long, Long> cpuNanos, Map<Long, Long> allocatedBytes) {
  private static final String CARRIER = "jdk.internal.misc.CarrierThread";
  private static final ThreadMXBean BEAN = ManagementFactory.getThreadMXBean();

  static ThreadReadings now() {
    Map<Long, Long> cpu = new HashMap<>();
    Map<Long, Long> allocated = new HashMap<>();
    long[] ids = BEAN.getAllThreadIds();
    Set<Long> carriers = carriers();
    if (BEAN instanceof com.sun.management.ThreadMXBean bean) {
      long[] cpuNanos = bean.getThreadCpuTime(ids);
      long[] bytes = bean.getThreadAllocatedBytes(ids);
      for (int i = 0; i < ids.length; i++) {
        long key = carriers.contains(ids[i]) ? JfrSymbols.VIRTUAL : ids[i];
        put(cpu, key, cpuNanos[i]);
        put(allocated, key, bytes[i]);
      }
    } else {
      for (long id : ids) {
        put(cpu, id, BEAN.getThreadCpuTime(id));
      }
    }
    return new ThreadReadings(cpu, allocated);
  }

  private static void put(Map<Long, Long> readings, long key, long reading) {
    // -1 for a thread that has ended meanwhile.
    if (reading >= 0) {
      readings.merge(key, reading, Long::sum);
    }
  }

  /** A thread that starts after a reading has counted nothing at that time. */
  static Map<Long, Long> since(Map<Long, Long> before, Map<Long, Long> after) {
    Map<Long, Long> passed = new HashMap<>();
    after.forEach((key, value) -> passed.put(key, value - before.getOrDefault(key, 0L)));
    return passed;
  }

  private static Set<Long> carriers() {
    Set<Long> carriers = new HashSet<>();
    if (Runtime.version().feature() >= 21) {
      ThreadGroup root = Thread.currentThread().getThreadGroup();
      while (root.getParent() != null) {
        root = root.getParent();
      }
      Thread[] threads = new Thread[2 * root.activeCount() + 16];
      int count = root.enumerate(threads);
      for (int i = 0; i < count; i++) {
        if (threads[i].getClass().getName().equals(CARRIER)) {
          carriers.add(threads[i].getId());
        }
      }
    }
    return carriers;
  }

  /** The name of a thread that lives; null for one that has ended. */
  static String nameOf(long id) {
    java.lang.management.ThreadInfo info = BEAN.getThreadInfo(id);
    return info == null ? null : info.getThreadName();
  }
}
