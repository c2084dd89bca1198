// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import static java.nio.ByteOrder.nativeOrder;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The labels of threads, for {@link org.jmhpprof.Label}. A combination of labels has a number, and
 * a thread's number is in a word of its own that the native library reads: {@code label.h}.
 *
 * <p>A change of labels is a look at the thread's word, one at what the last change was, and a
 * store. It allocates nothing, and calls nothing native, but for a thread's first.
 */
public final class ThreadLabels {
  /** The largest number of a combination; 0 stands for none. */
  public static final int MOST = LabelSets.MOST;

  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(int[].class, nativeOrder());

  private static final MethodHandle IS_VIRTUAL = isVirtual();

  /** A change of labels that a thread has made before. */
  private record Change(int from, String key, String value, int to) {}

  /** A thread. */
  private static final class Current {
    private static final int CHANGES = 16;

    private final ByteBuffer word;
    private final Change[] changes = new Change[CHANGES];

    Current(ByteBuffer word) {
      this.word = word;
    }

    int get() {
      return (int) WORD.getOpaque(word, 0);
    }

    void set(int number) {
      // Opaque: a handler that interrupts this thread sees it at once.
      WORD.setOpaque(word, 0, number);
    }

    /** The same strings as before mostly mean the same objects; others are looked up. */
    int with(int from, String key, String value) {
      int place = (31 * from + value.hashCode()) & (CHANGES - 1);
      Change change = changes[place];
      if (change == null
          || change.from() != from
          || change.key() != key
          || change.value() != value) {
        int to = SETS.with(from, key, value);
        // Equal strings that are other objects each time must not be an allocation each time.
        if (change != null
            && change.from() == from
            && change.to() == to
            && change.key().equals(key)) {
          return to;
        }
        change = new Change(from, key, value, to);
        changes[place] = change;
      }
      return change.to();
    }
  }

  /** A thread without labels. */
  private static final Current NONE = new Current(ByteBuffer.allocateDirect(Integer.BYTES));

  private static final ThreadLocal<Current> CURRENT = ThreadLocal.withInitial(ThreadLabels::find);

  private static final LabelSets SETS = new LabelSets();

  private static volatile boolean loaded;

  private ThreadLabels() {}

  /** The native library is there. */
  static void begin() {
    loaded = true;
  }

  static LabelSets sets() {
    return SETS;
  }

  /**
   * Adds a label to those of the current thread.
   *
   * @return the number of the combination that it had
   */
  public static int set(String key, String value) {
    if (!loaded) {
      return 0;
    }
    Current current = CURRENT.get();
    int before = current.get();
    if (current != NONE) {
      current.set(current.with(before, key, value));
    }
    return before;
  }

  /** Gives the current thread a combination that it had before. */
  public static void restore(int number) {
    if (!loaded) {
      return;
    }
    Current current = CURRENT.get();
    if (current != NONE) {
      current.set(number);
    }
  }

  /** A virtual thread would write into the word of the carrier that it happens to be on. */
  private static Current find() {
    ByteBuffer word = virtual(Thread.currentThread()) ? null : NativeSampler.label();
    return word == null ? NONE : new Current(word.order(nativeOrder()));
  }

  private static MethodHandle isVirtual() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (NoSuchMethodException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new LinkageError("Thread.isVirtual", e);
    }
  }

  private static boolean virtual(Thread thread) {
    try {
      return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(thread);
    } catch (Throwable e) {
      throw new LinkageError("Thread.isVirtual", e);
    }
  }
}
