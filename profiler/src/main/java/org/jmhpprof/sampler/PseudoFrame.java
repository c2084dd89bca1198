// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.HashMap;
import java.util.Map;
import org.jmhpprof.profile.Frame;

/** Frames that stand for something that is not code. The numbers are those of {@code frame.h}. */
public enum PseudoFrame {
  TRUNCATED(1, "[truncated]"),
  NO_JAVA_FRAME(2, "[no Java frame]"),
  LOST(3, "[lost samples]"),
  GC(4, "[GC]"),
  JIT(5, "[JIT]"),
  VM(6, "[VM]"),
  NATIVE_THREAD(7, "[native thread]"),
  ROOT_UNKNOWN(8, "[root unknown]"),
  NATIVE_TRUNCATED(9, "[native truncated]"),
  RUN_QUEUE(10, "[waiting for a processor]"),
  GC_PAUSE(11, "[GC pause]"),
  IDLE(12, "[idle threads]"),
  IN_VM(13, "[waiting in the JVM]"),

  // AsyncGetCallTrace's results, and what they say.
  FAILED_NO_CLASS_LOAD(17, "[failed: no class load events]"),
  FAILED_GC(18, "[failed: GC active]"),
  FAILED_UNKNOWN_NOT_JAVA(19, "[failed: unknown frame, not in Java]"),
  FAILED_NOT_WALKABLE_NOT_JAVA(20, "[failed: not walkable, not in Java]"),
  FAILED_UNKNOWN_JAVA(21, "[failed: unknown frame, in Java]"),
  FAILED_NOT_WALKABLE_JAVA(22, "[failed: not walkable, in Java]"),
  FAILED_UNKNOWN_STATE(23, "[failed: unknown thread state]"),
  FAILED_THREAD_EXIT(24, "[failed: thread exit]"),
  FAILED_DEOPT(25, "[failed: deoptimization]"),
  FAILED_SAFEPOINT(26, "[failed: safepoint]"),

  FAILED_UNSAMPLED(40, "[failed: no signal]"),
  FAILED_METHOD_ID(41, "[failed: unknown method id]"),
  FAILED_THREAD_START(42, "[failed: thread start]"),
  FAILED_SIGNAL_STACK(43, "[failed: alternate signal stack]"),
  FAILED_JVMTI(44, "[failed: no stack from JVMTI]"),
  FAILED_UNVISITED(45, "[failed: not visited]"),

  // Of JFR; the native library does not know them.
  FAILED_JFR(60, "[failed: no stack from JFR]"),
  FAILED_UNTOLD(61, "[failed: no sample from JFR]");

  static final long NATIVE = 1L << 63;

  /** A word with these bits, and not the second, is an address in the kernel. */
  static final long KERNEL = 5L << 61;

  static final long PSEUDO = 3L << 62;

  /**
   * A word with these bits is no frame, but has the tag of a sample in its last bits, and before it
   * the number of a virtual thread.
   */
  static final long TAG = 13L << 60;

  static final int TAG_BITS = 16;

  /** A word with these bits, and not the fourth, stands for an object of a class. */
  static final long OBJECT = 14L << 60;

  /** A word with these bits stands for the monitor of an object of a class. */
  static final long MONITOR = 15L << 60;

  static final int FIRST_FAILED = 16;

  /** A word with these bits has its name from the Java side, and is in no ring. */
  static final long GIVEN = PSEUDO | 1L << 32;

  private static final Map<Long, PseudoFrame> BY_WORD = new HashMap<>();

  static {
    for (PseudoFrame frame : values()) {
      BY_WORD.put(frame.word(), frame);
    }
  }

  final int number;
  private final Frame frame;

  PseudoFrame(int number, String name) {
    this.number = number;
    this.frame = new Frame(name, name, "", 0, 0, 0, null);
  }

  /** What stands for it in a stack. */
  public long word() {
    return PSEUDO | number;
  }

  Frame frame() {
    return frame;
  }

  static boolean isKernel(long word) {
    return (word & OBJECT) == KERNEL;
  }

  /** The address in the kernel, whose upper bits are ones. */
  static long kernelAddress(long word) {
    return word | -1L << 48;
  }

  static boolean isPseudo(long word) {
    return (word & OBJECT) == PSEUDO;
  }

  /** Whether the word names the class of an object, or of a monitor. */
  static boolean isClass(long word) {
    return (word & OBJECT) == OBJECT;
  }

  static boolean isMonitor(long word) {
    return (word & MONITOR) == MONITOR;
  }

  static boolean isTag(long word) {
    return (word & MONITOR) == TAG;
  }

  static int tag(long word) {
    return (int) word & ((1 << TAG_BITS) - 1);
  }

  /** Beside a tag: the number of the virtual thread that was mounted, 0 for none. */
  static long virtualThread(long word) {
    return (word & ~MONITOR) >>> TAG_BITS;
  }

  static boolean isGiven(long word) {
    return isPseudo(word) && (word & GIVEN) == GIVEN;
  }

  /** Whether the word says that there is no stack, and why. */
  public static boolean isFailed(long word) {
    return isPseudo(word) && !isGiven(word) && (word & ~PSEUDO) >= FIRST_FAILED;
  }

  /** The frame of a word that is a pseudo frame's. */
  public static Frame of(long word) {
    PseudoFrame frame = BY_WORD.get(word);
    if (frame != null) {
      return frame.frame;
    }
    String name = "[failed: code " + (word & ~PSEUDO) + "]";
    return new Frame(name, name, "", 0, 0, 0, null);
  }
}
