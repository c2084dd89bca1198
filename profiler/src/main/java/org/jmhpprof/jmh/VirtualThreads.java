// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether virtual threads pay for the profiler.
 *
 * <p>The profiler obtains JVMTI in a JVM that runs already. From then on the JVM tells JVMTI
 * whenever a virtual thread is mounted or unmounted, and a park costs half as much again. A flag
 * turns that off. Then JVMTI must not look at a virtual thread, and the profiler does not: it walks
 * stacks by other means, and asks JVMTI about platform threads only.
 */
enum VirtualThreads {
  /** JVMTI is not told, so that virtual threads cost what they cost without a profiler. */
  QUIET,
  /** JVMTI is told, for an agent that looks at virtual threads. */
  NOTIFY;

  private static final String FLAG = "DoJVMTIVirtualThreadTransitions";
  private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

  /** Debuggers and their like; their options are in the environment, too. */
  private static final List<String> AGENTS = List.of("-agentlib:", "-agentpath:", "-Xrun");

  private static final List<String> ENVIRONMENT = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

  /**
   * The options for a fork. None if it needs none, if the user has set the flag, or if another
   * agent is loaded, which may look at virtual threads.
   *
   * @param jvmArgs the fork's own options
   */
  List<String> options(int feature, String jvm, List<String> jvmArgs, JvmFlags flags) {
    return this == NOTIFY
            || feature < FIRST_WITH_VIRTUAL_THREADS
            || jvmArgs.stream().anyMatch(arg -> arg.contains(FLAG))
            || hasAgent(jvmArgs)
            || !flags.has(jvm, FLAG)
        ? List.of()
        : List.of("-XX:+UnlockExperimentalVMOptions", "-XX:-" + FLAG);
  }

  private static boolean hasAgent(List<String> jvmArgs) {
    return Stream.concat(
            jvmArgs.stream(),
            ENVIRONMENT.stream().map(System::getenv).filter(value -> value != null))
        .anyMatch(text -> AGENTS.stream().anyMatch(text::contains));
  }

  /** The line to say of this JVM, which runs already; empty if there is nothing to say. */
  Optional<String> price(int feature, String jvm, JvmFlags flags) {
    return this == NOTIFY
            || feature < FIRST_WITH_VIRTUAL_THREADS
            || isOff()
            || !flags.has(jvm, FLAG)
        ? Optional.empty()
        : Optional.of(
            "without a fork, parking, yielding and starting a virtual thread costs about half as"
                + " much again under the profiler, unless this JVM is started with"
                + " -XX:+UnlockExperimentalVMOptions -XX:-"
                + FLAG);
  }

  private static boolean isOff() {
    try {
      return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .getVMOption(FLAG)
          .getValue()
          .equals("false");
    } catch (IllegalArgumentException e) {
      // Not unlocked, so it is as it was.
      return false;
    }
  }
}
