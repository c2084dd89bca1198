// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jmhpprof.profile.ThreadInfo;

/**
 * Threads whose waits say nothing: the virtual machine's own, and those of the harness that wait
 * for an iteration to end. Asks for the name of an id once; an id never changes its meaning once
 * there is a record with it.
 */
final class Bystanders {
  private static final byte YES = 1;
  private static final byte NO = 2;

  private final Predicate<String> ofHarness;
  private byte[] known = new byte[256];

  /**
   * Nobody is known yet.
   *
   * @param ofHarness true for the name of a Java thread of the harness that only waits
   */
  Bystanders(Predicate<String> ofHarness) {
    this.ofHarness = ofHarness;
  }

  boolean contain(int threadId) {
    if (threadId >= known.length) {
      known = Arrays.copyOf(known, Math.max(threadId + 1, 2 * known.length));
    }
    if (known[threadId] == 0) {
      known[threadId] = ask(threadId) ? YES : NO;
    }
    return known[threadId] == YES;
  }

  private boolean ask(int threadId) {
    String[] thread = NativeSampler.thread(threadId);
    if (thread == null) {
      return false;
    }
    boolean java = thread[1] != null;
    return ThreadKind.describe(thread[0], java).kind() == ThreadInfo.Kind.VM
        || (java && ofHarness.test(thread[0]));
  }
}
