// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/** What the native library's answers mean, in one line. */
final class Refusal {
  private Refusal() {}

  /**
   * For an answer that is not {@link NativeSampler#OK}.
   *
   * @param errno the kernel's, where it refused something
   */
  static SamplerException of(int answer, int errno) {
    return new SamplerException(text(answer, errno));
  }

  private static String text(int answer, int errno) {
    return switch (answer) {
      case NativeSampler.FOREIGN_HANDLER ->
          "another SIGPROF handler is installed: a second profiler is at work in this JVM"
              + " (JFR's CPU-time sampling and async-profiler use that signal); run one at a time";
      case NativeSampler.RUNNING -> "sampling is on already: stop it before it is started again";
      case NativeSampler.REFUSED ->
          "the kernel refused the first thread its clock (" + Errno.cause(errno) + ")";
      case NativeSampler.NO_ALLOCATIONS ->
          "this JVM does not turn on JVMTI's event for allocations";
      case NativeSampler.NO_CONTENTIONS ->
          "this JVM does not turn on JVMTI's events for waits for monitors";
      default -> "the native library answered " + answer;
    };
  }
}
