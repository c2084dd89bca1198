// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.regex.Pattern;
import org.jmhpprof.profile.ThreadInfo;

/**
 * Tells the threads of the virtual machine from those of the program.
 *
 * <p>HotSpot names its own threads, and the kernel keeps the first 15 bytes of a name. The patterns
 * are those that 17 to 25 use, and no wider: a native thread of the program may have a similar
 * name, as {@code ZMQbg/IO/0} does. Where there are very many names, a number in one can be {@code
 * #}.
 */
public final class ThreadKind {
  private static final Pattern JIT =
      Pattern.compile("(?:C1|C2|JVMCI|JVMCI-native) Comp.*|JVMCI-native .*|Sweeper thread");

  private static final Pattern GC =
      Pattern.compile(
          "GC Thread#.*"
              + "|G1 (?:Main Marker|Conc|Refine|Service|Control).*"
              // ZGC; X is its first generation in the releases that had both.
              + "|[XZ](?:Director|Driver|Stat|Uncommitter|Unmapper|Worker).*"
              + "|RuntimeWorker#.*"
              + "|Shenandoah (?:GC|Cont|Regu|Unco).*"
              + "|StringDedup.*");

  private static final Pattern VM =
      Pattern.compile(
          "VM (?:Thread|Periodic Tas).*"
              + "|Reference Handl.*|Finalizer|Signal Dispatch.*|Service Thread|Monitor Deflati.*"
              + "|Notification Th.*|Common-Cleaner|Attach Listener.*|AsyncLog Thread"
              + "|Safepoint Clean.*|Archive Worker.*|Training replay.*|JFR .*");

  /** The virtual machine's own Java threads: their names are whole. */
  private static final Pattern JAVA_THREAD_OF_VM =
      Pattern.compile(
          "Reference Handler|Finalizer|Secondary finalizer|Signal Dispatcher|Service Thread"
              + "|Monitor Deflation Thread|Notification Thread|Common-Cleaner|Attach Listener"
              + "|DestroyJavaVM|JFR (?:Recorder Thread|Periodic Tasks|Recording Scheduler)"
              + "|(?:C1|C2|JVMCI|JVMCI-native) CompilerThread.*|Sweeper thread");

  private ThreadKind() {}

  /** The pseudo frame that stands at the root of the stacks of a thread without Java frames. */
  static PseudoFrame of(String threadName) {
    if (JIT.matcher(threadName).matches()) {
      return PseudoFrame.JIT;
    }
    if (GC.matcher(threadName).matches()) {
      return PseudoFrame.GC;
    }
    return VM.matcher(threadName).matches() ? PseudoFrame.VM : PseudoFrame.NATIVE_THREAD;
  }

  /**
   * A thread by its name.
   *
   * @param java whether it is a Java thread, so that the name is not cut
   */
  public static ThreadInfo describe(String name, boolean java) {
    boolean ofVm =
        java ? JAVA_THREAD_OF_VM.matcher(name).matches() : of(name) != PseudoFrame.NATIVE_THREAD;
    ThreadInfo.Kind program = java ? ThreadInfo.Kind.JAVA : ThreadInfo.Kind.NATIVE;
    return new ThreadInfo(name, ofVm ? ThreadInfo.Kind.VM : program);
  }
}
