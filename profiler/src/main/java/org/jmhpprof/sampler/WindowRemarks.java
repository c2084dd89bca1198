// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/** What a reader of the profile should know of a window. */
final class WindowRemarks {
  private WindowRemarks() {}

  /**
   * The lines.
   *
   * @param result what the native library answered to the stop
   * @param before its counters at the start
   * @param after its counters now
   * @param switchesNanos what perf events added to context switches
   * @param kernelRefusal null, or why no stack has frames of the kernel
   */
  static List<String> of(
      int result, long[] before, long[] after, long switchesNanos, String kernelRefusal) {
    IntToLongFunction since = counter -> after[counter] - before[counter];
    String unsampled = PseudoFrame.FAILED_UNSAMPLED.frame().name();
    List<String> remarks = new ArrayList<>();
    if (result == NativeSampler.REPLACED) {
      remarks.add(
          "another SIGPROF handler was installed while sampling: its ticks are under " + unsampled);
    }
    if (since.applyAsLong(NativeSampler.REFUSED_CLOCKS) > 0) {
      remarks.add(
          "the kernel refused "
              + since.applyAsLong(NativeSampler.REFUSED_CLOCKS)
              + " threads their clocks ("
              + Errno.cause((int) after[NativeSampler.REFUSED_ERRNO])
              + "): their ticks are under "
              + unsampled);
    }
    if (kernelRefusal != null) {
      remarks.add("stacks have no frames of the kernel: " + kernelRefusal);
    }
    if (since.applyAsLong(NativeSampler.UNCHAINED) > 0) {
      // Without a number: it differs from window to window.
      remarks.add(
          "some threads have no frames of the kernel ("
              + Errno.memoryCause((int) after[NativeSampler.UNCHAINED_ERRNO])
              + ")");
    }
    if (after[NativeSampler.BLOCKED] > 0) {
      remarks.add(
          after[NativeSampler.BLOCKED]
              + " threads of the JVM block SIGPROF, probably because whatever started the JVM did:"
              + " their ticks are under "
              + unsampled
              + "; start the JVM without SIGPROF in the signal mask");
    }
    if (switchesNanos > since.applyAsLong(NativeSampler.PROCESS_CPU) / 4) {
      remarks.add(
          "more than a quarter of the CPU time is what perf events add to context switches; use"
              + " clock=timer");
    }
    if (since.applyAsLong(NativeSampler.UNLISTED) > 0) {
      remarks.add("/proc/self/task cannot be read: only Java threads are sampled");
    }
    if (since.applyAsLong(NativeSampler.FOREIGN_SIGNALS) > 0) {
      remarks.add(
          since.applyAsLong(NativeSampler.FOREIGN_SIGNALS) + " SIGPROFs came from somebody else");
    }
    remarks.addAll(ThreadLabels.sets().remarks());
    return remarks;
  }
}
