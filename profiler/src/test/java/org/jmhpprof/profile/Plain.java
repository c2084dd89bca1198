// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Symbols from plain data, which also notes what it was asked. A word without an entry is a Java
 * method of that number.
 */
final class Plain implements Symbols {
  /** A timed loop as JMH's, and a harness of one package and one thread. */
  static final Harness HARNESS =
      new Harness(
          frame -> frame.name().endsWith("_jmhStub"),
          frame -> frame.name().startsWith("harness."),
          thread -> thread.equals("main"));

  final Map<Long, Frame> frames = new HashMap<>();
  final Map<Integer, ThreadInfo> threads = new HashMap<>();
  final List<Object> asked = new ArrayList<>();

  static Frame java(String method, int line) {
    return new Frame(method, method + "()V", "Demo.java", line, 1, 0, null);
  }

  static Frame pseudo(String text) {
    return new Frame(text, "", "", 0, 0, 0, null);
  }

  static Frame unnamed(long address, Binary binary) {
    return new Frame("", "", "", 0, 0, address, binary);
  }

  static Frame function(String symbol, long address, Binary binary) {
    return new Frame(symbol, "", "", 0, 0, address, binary);
  }

  Plain put(long word, Frame frame) {
    frames.put(word, frame);
    return this;
  }

  Plain put(int threadId, String name, ThreadInfo.Kind kind) {
    threads.put(threadId, new ThreadInfo(name, kind));
    return this;
  }

  @Override
  public Frame frame(long word) {
    asked.add(word);
    Frame frame = frames.get(word);
    return frame != null ? frame : java("demo.Gen.m" + word, 1);
  }

  @Override
  public ThreadInfo thread(int threadId) {
    asked.add(threadId);
    return threads.getOrDefault(
        threadId, new ThreadInfo("worker-" + threadId, ThreadInfo.Kind.JAVA));
  }
}
