// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.Arrays;

/**
 * The pseudo frame under the stacks of a thread that is not a Java thread. Asks for the name of an
 * id once; an id never changes its meaning once there is a record with it.
 */
final class ThreadRoots {
  /** Among the roots: no pseudo frame belongs under this thread's stacks. */
  private static final long JAVA_THREAD = 1;

  private long[] roots = new long[256];

  /** The word of the pseudo frame; 0 for a Java thread. */
  long of(int threadId) {
    if (threadId >= roots.length) {
      roots = Arrays.copyOf(roots, Math.max(threadId + 1, 2 * roots.length));
    }
    long root = roots[threadId];
    if (root == 0) {
      String[] thread = NativeSampler.thread(threadId);
      root = thread == null || thread[1] != null ? JAVA_THREAD : ThreadKind.of(thread[0]).word();
      roots[threadId] = root;
    }
    return root == JAVA_THREAD ? 0 : root;
  }
}
