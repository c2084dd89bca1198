// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Predicate;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.ring.SampleRing;

/**
 * The ordinary thread at the other end of the ring. It reads one window after the other; what one
 * of them left behind is no concern of the next. It is not sampled itself.
 */
final class RingReader {
  private final ThreadPoolExecutor thread = OwnThread.named("jmh-pprof-reader");
  private final ThreadRoots roots = new ThreadRoots();
  private final MountedThreads mounted;
  private Bystanders bystanders = new Bystanders(name -> false);

  /**
   * A reader without a window.
   *
   * @param mounted gives virtual threads their ids
   */
  RingReader(MountedThreads mounted) {
    this.mounted = mounted;
  }

  /** Before the first window, so that its start is not part of one. */
  void startThread() {
    thread.prestartCoreThread();
  }

  /** Between windows. */
  void bystanders(Predicate<String> ofHarness) {
    bystanders = new Bystanders(ofHarness);
  }

  /** Runs a task on the thread, before the windows that are opened after it. */
  Future<Void> first(Callable<Void> task) {
    return thread.submit(task);
  }

  /** Begins to read. To be called before the native side opens the window. */
  Window open(
      SampleRing ring, List<StackTable> tables, WatchedObjects watched, boolean wallOffOnly) {
    Closing closing = new Closing();
    WindowReader reading =
        new WindowReader(ring, tables, wallOffOnly, watched, roots, mounted, bystanders, closing);
    return new Window(closing, thread.submit(reading));
  }

  /** A window that is being read. */
  static final class Window {
    private final Closing closing;
    private final Future<WindowReader.Totals> totals;

    private Window(Closing closing, Future<WindowReader.Totals> totals) {
      this.closing = closing;
      this.totals = totals;
    }

    /**
     * After the native side has closed the window: waits for the last drain.
     *
     * @throws SamplerException if reading failed at any time since it began
     */
    WindowReader.Totals close() throws SamplerException {
      closing.close();
      try {
        return OwnThread.await(totals);
      } catch (ExecutionException e) {
        throw new SamplerException("the samples could not be read: " + e.getCause(), e.getCause());
      }
    }
  }
}
