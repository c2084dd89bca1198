// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.Collections;
import java.util.SortedMap;

/**
 * What the words of a stack stand for.
 *
 * <p>Asked once for each word and each thread, soon after first sight and on the thread that calls
 * {@link FrameCache#resolve}: the method behind a word may be gone later.
 */
public interface Symbols {
  /** The frame of a word of a stack; never null. */
  Frame frame(long word);

  /** The thread of an id other than 0, which means no thread; never null. */
  ThreadInfo thread(int threadId);

  /**
   * The labels that a tag other than 0 stands for, beside thread, fork and phase; never null. No
   * two tags stand for the same labels.
   */
  default SortedMap<String, String> labels(int tag) {
    return Collections.emptySortedMap();
  }
}
