// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

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
}
