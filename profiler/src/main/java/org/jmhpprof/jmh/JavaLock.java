// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import org.jmhpprof.profile.Breakdown;

/** The locks of {@code java.util.concurrent}: to the JVM a thread that waits for one is parked. */
final class JavaLock {
  private static final String PACKAGE = "java.util.concurrent.locks.";

  private JavaLock() {}

  /**
   * The class of the lock that a parked thread wants, such as {@code
   * java.util.concurrent.locks.ReentrantLock}; "" if it waits for something else. A condition
   * belongs to a lock, but who waits for it does not want the lock.
   */
  static String wantedBy(Breakdown.Entry entry) {
    String first = entry.first(name -> isLock(name) || name.contains("$ConditionObject."));
    return isLock(first) ? classOf(first) : "";
  }

  /** Not the classes inside, which do the lock's work, but the two halves of a read-write lock. */
  private static String classOf(String method) {
    String type = method.substring(0, method.lastIndexOf('.'));
    int inner = type.indexOf('$');
    boolean half = type.endsWith("$ReadLock") || type.endsWith("$WriteLock");
    return inner < 0 || half ? type : type.substring(0, inner);
  }

  private static boolean isLock(String name) {
    return name.startsWith(PACKAGE + "ReentrantLock")
        || name.startsWith(PACKAGE + "ReentrantReadWriteLock")
        || name.startsWith(PACKAGE + "StampedLock");
  }

  /** Whether a frame is part of how Java waits, not of the code that does. */
  static boolean isOfWaiting(String name) {
    return name.startsWith(PACKAGE)
        || name.startsWith("jdk.internal.misc.Unsafe.")
        || name.startsWith("java.lang.Object.wait");
  }
}
