// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import org.jmhpprof.sampler.PseudoFrame;

/** The stack of an event as words, leaf first, cut as the native sampler cuts it. */
final class JfrStack {
  /** Frames kept at the root of a stack that is deeper than allowed. */
  private static final int ROOT_FRAMES = 64;

  private final JfrSymbols symbols;
  private final int depth;

  /**
   * For the stacks of a window.
   *
   * @param depth Java frames kept at the leaf
   */
  JfrStack(JfrSymbols symbols, int depth) {
    this.symbols = symbols;
    this.depth = depth;
  }

  /** The words; one pseudo frame where the event has no stack. */
  long[] of(RecordedEvent event) {
    return of(event, null);
  }

  /**
   * The same below a leaf that is no code.
   *
   * @param leaf its name, or null for none
   */
  long[] of(RecordedEvent event, String leaf) {
    RecordedStackTrace trace = event.getStackTrace();
    List<RecordedFrame> frames = trace == null ? List.of() : trace.getFrames();
    boolean cut = frames.size() > depth + ROOT_FRAMES;
    int first = leaf == null ? 0 : 1;
    int kept = cut ? depth + 1 + ROOT_FRAMES : Math.max(1, frames.size());
    boolean rootMissing = trace != null && trace.isTruncated();
    long[] words = new long[first + kept + (rootMissing ? 1 : 0)];
    int at = 0;
    if (leaf != null) {
      words[at++] = symbols.word(leaf);
    }
    if (frames.isEmpty()) {
      words[at++] = PseudoFrame.FAILED_JFR.word();
    }
    for (int i = 0; i < frames.size(); i++) {
      if (cut && i == depth) {
        words[at++] = PseudoFrame.TRUNCATED.word();
        i = frames.size() - ROOT_FRAMES;
      }
      words[at++] = symbols.word(frames.get(i));
    }
    if (rootMissing) {
      words[at] = PseudoFrame.ROOT_UNKNOWN.word();
    }
    return words;
  }
}
