// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.regex.Pattern;

/** What a thread that is not a Java thread works for, told by the name that HotSpot gives it. */
final class ThreadKind {
  private static final Pattern JIT =
      Pattern.compile("(C[12] |JVMCI )?Compiler.*|C[12] CompilerThre.*|Sweeper thread.*");
  private static final Pattern GC =
      Pattern.compile(
          "(G1|GC|Z|X|Shenandoah|Par|CMS|Concurrent|Uncommitter|Gang)[ A-Z#].*"
              + "|ZDriver.*|ZDirector.*|ZWorker.*|ZStat.*|ZUn.*|ZPage.*|ShenandoahControl.*");
  private static final Pattern VM =
      Pattern.compile(
          "VM .*|Signal Dispatch.*|Service Thread.*|Monitor Deflat.*|Notification Th.*|Common-Cleaner.*"
              + "|Attach Listener.*|JFR .*|AsyncLog.*|java|StringDedup.*");

  private ThreadKind() {}

  static PseudoFrame of(String threadName) {
    if (JIT.matcher(threadName).matches()) {
      return PseudoFrame.JIT;
    }
    if (GC.matcher(threadName).matches()) {
      return PseudoFrame.GC;
    }
    return VM.matcher(threadName).matches() ? PseudoFrame.VM : PseudoFrame.NATIVE_THREAD;
  }
}
