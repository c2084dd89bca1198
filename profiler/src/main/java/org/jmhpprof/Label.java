// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof;

import org.jmhpprof.sampler.ThreadLabels;

/**
 * A label that benchmark code gives to what it does. Every sample that is taken of the thread
 * meanwhile has it, as a label of the profile:
 *
 * <pre>{@code
 * try (Label label = Label.set("stage", "parse")) {
 *   parse(text);
 * }
 * }</pre>
 *
 * <p>{@code go tool pprof -tagfocus=stage=parse} or {@code -tagroot=stage} then show it.
 *
 * <p>A thread can have several labels, with different keys. It keeps a label until it is closed,
 * until the same key is set to another value, or until the next iteration begins. The end of an
 * operation takes no label away, because JMH does not say when that is: one that is left open is
 * there in the next operation, too. Threads that it starts do not inherit it, and virtual threads
 * have none. A label costs some nanoseconds; the first use of a pair costs more. Without the
 * profiler nothing happens at all.
 *
 * <p>A profile tells 4,095 combinations of labels apart; later ones are left out, which a remark
 * says. The keys {@code thread}, {@code carrier}, {@code fork}, {@code phase} and {@code state} are
 * the profiler's, and a pair with one of them, or with an empty string, is left out, too.
 */
public final class Label implements AutoCloseable {
  /** By the number of the combination that a close brings back. */
  private static final Label[] BY_BEFORE = new Label[ThreadLabels.MOST + 1];

  static {
    for (int before = 0; before < BY_BEFORE.length; before++) {
      BY_BEFORE[before] = new Label(before);
    }
  }

  private final int before;

  private Label(int before) {
    this.before = before;
  }

  /**
   * Sets a label of the current thread.
   *
   * @param key its name
   * @param value its value
   * @return what brings the thread's labels back to what they were
   */
  public static Label set(String key, String value) {
    return BY_BEFORE[ThreadLabels.set(key, value)];
  }

  /** Brings the labels of the current thread back to what they were before this one was set. */
  @Override
  public void close() {
    ThreadLabels.restore(before);
  }
}
