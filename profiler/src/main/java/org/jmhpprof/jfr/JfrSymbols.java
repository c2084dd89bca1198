// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import org.jmhpprof.profile.Frame;
import org.jmhpprof.profile.StableNames;
import org.jmhpprof.profile.Symbols;
import org.jmhpprof.profile.ThreadInfo;
import org.jmhpprof.sampler.PseudoFrame;
import org.jmhpprof.sampler.ThreadKind;
import org.jmhpprof.sampler.ThreadState;
import org.jmhpprof.sampler.TypeName;

/**
 * Gives frames and threads of recordings numbers, for the tables, and their names for the numbers.
 * A recording does not say in which source file a method is.
 */
final class JfrSymbols implements Symbols {
  private record Code(String type, String method, String descriptor, int line) {}

  /**
   * All virtual threads, and the threads that carry them, are one thread: there can be millions.
   */
  static final long VIRTUAL = -1;

  private static final String VIRTUAL_NAME = "virtual threads";

  private final Map<Code, Long> wordOfCode = new HashMap<>();
  private final Map<String, Long> wordOfName = new HashMap<>();
  // A word is a place in it.
  private final List<Frame> frames = new ArrayList<>();

  private final Map<Long, Integer> numberOfThread = new HashMap<>();
  // A number is a place in it; 0 stands for no thread.
  private final List<ThreadInfo> threads = new ArrayList<>();

  JfrSymbols() {
    threads.add(new ThreadInfo("", ThreadInfo.Kind.NATIVE));
  }

  /** The word of a frame of Java code. */
  long word(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    int line = Math.max(0, frame.getLineNumber());
    Code code =
        new Code(method.getType().getName(), method.getName(), method.getDescriptor(), line);
    return wordOfCode.computeIfAbsent(code, this::add);
  }

  private long add(Code code) {
    String name = StableNames.of(code.type()) + "." + code.method();
    return add(new Frame(name, name + code.descriptor(), "", code.line(), 0, 0, null));
  }

  /** The word of what has only a name. */
  long word(String name) {
    return wordOfName.computeIfAbsent(name, text -> add(new Frame(text, text, "", 0, 0, 0, null)));
  }

  private long add(Frame frame) {
    frames.add(frame);
    return frames.size() - 1;
  }

  /** The name of a class as it is written in Java. */
  static String name(RecordedClass type) {
    String name = type.getName();
    return name.startsWith("[") ? TypeName.of(name) : StableNames.of(name);
  }

  /**
   * Whether it is a thread of JFR itself, by its name.
   *
   * @param javaName null for a thread that is no Java thread
   */
  static boolean isOfJfr(String javaName) {
    return javaName != null && javaName.startsWith("JFR ");
  }

  /** What tells threads apart, in any recording of this JVM. */
  static long key(RecordedThread thread) {
    if (thread.hasField("virtual") && thread.getBoolean("virtual")) {
      return VIRTUAL;
    }
    long id = thread.getJavaThreadId();
    return id > 0 ? id : Integer.MIN_VALUE - thread.getOSThreadId();
  }

  /** The number of a thread in the tables. */
  int number(long key, RecordedThread thread) {
    String javaName = thread.getJavaName();
    String osName = thread.getOSName() == null ? "" : thread.getOSName();
    return number(key, javaName == null ? osName : javaName, javaName != null);
  }

  /** The same of a thread by its name. */
  int number(long key, String name, boolean java) {
    return numberOfThread.computeIfAbsent(
        key,
        unknown -> {
          threads.add(
              key == VIRTUAL
                  ? new ThreadInfo(VIRTUAL_NAME, ThreadInfo.Kind.JAVA)
                  : ThreadKind.describe(name, java));
          return threads.size() - 1;
        });
  }

  @Override
  public Frame frame(long word) {
    return word < 0 ? PseudoFrame.of(word) : frames.get(Math.toIntExact(word));
  }

  @Override
  public ThreadInfo thread(int threadId) {
    return threads.get(threadId);
  }

  @Override
  public SortedMap<String, String> labels(int tag) {
    return new TreeMap<>(Map.of("state", ThreadState.of(tag).label()));
  }
}
