// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import org.jmhpprof.profile.Frame;
import org.jmhpprof.profile.Harness;

/** How JMH names its frames and threads. */
final class JmhHarness {
  private static final String STUB_SUFFIX = "_jmhStub";
  private static final String RUNNER = "org.openjdk.jmh.runner.";
  private static final String PROFILERS = "org.openjdk.jmh.profile.";
  private static final String MAIN = "main";
  private static final String WORKER = "-jmh-worker-";

  static final Harness HARNESS =
      new Harness(JmhHarness::isTimedLoop, JmhHarness::isOwnFrame, JmhHarness::isOwnThread);

  private JmhHarness() {}

  /** JMH generates the loop: what lies under it is the benchmark's own. */
  private static boolean isTimedLoop(Frame frame) {
    return frame.name().endsWith(STUB_SUFFIX);
  }

  /**
   * With {@code -Djmh.executor} the workers are threads of any name, but the runner calls the
   * benchmark on them, too.
   */
  private static boolean isOwnFrame(Frame frame) {
    return frame.name().startsWith(RUNNER) || frame.name().startsWith(PROFILERS);
  }

  /** The thread that waits for the workers. */
  static boolean isMain(String thread) {
    return thread.equals(MAIN);
  }

  private static boolean isOwnThread(String name) {
    return isMain(name) || name.contains(WORKER);
  }
}
