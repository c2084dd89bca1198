// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.profile.Symbols;

/**
 * Samples the threads of this JVM, from {@link #start} to {@link #stop}, as often as wanted: their
 * CPU time, and what else there are tables for.
 *
 * <p>Not to be used by several threads at once.
 */
public interface Sampler {
  /** What samples. */
  enum Kind {
    /** Signals and the native library. */
    NATIVE,
    /** The JDK Flight Recorder. Its samples of allocation tell what they stand for. */
    JFR
  }

  /** Does with made-up samples what will be done with real ones. */
  interface Use {
    /** Names the samples and writes them, to nobody. */
    void of(StackTable madeUp) throws IOException;
  }

  /** What this one is. */
  Kind kind();

  /**
   * Before the first of several windows, so that no window begins with what is left from before it,
   * and what cannot be had is refused early. An event that this JVM does not grant is left to
   * {@link #start}.
   *
   * @param events what the windows will sample
   * @param allocInterval mean number of bytes between two samples of allocation
   * @throws SamplerException if the options cannot be met
   */
  void prepare(SamplerOptions options, Set<Event> events, int allocInterval)
      throws SamplerException;

  /**
   * In a warm-up, before the first window: gets ready in the background. Later calls do nothing.
   *
   * @param ticks whether windows will have ticks
   * @param use called on another thread, or not at all. It may ask {@link #symbols()}
   */
  void rehearse(SamplerOptions options, boolean ticks, Use use) throws SamplerException;

  /** After the last of those windows. */
  void release();

  /**
   * Threads whose waits are no part of a profile of wall time, beside those of the virtual machine.
   * While no window is open.
   *
   * @param names true for the name of such a Java thread
   */
  void bystanders(Predicate<String> names);

  /**
   * Opens a window. From now on every sample of the tables' events goes to the table of its event.
   *
   * @param tables one for each event; that of {@link Event#ALLOC} has the mean number of bytes
   *     between two samples as its period, or 1 if the samples tell what they stand for
   * @return why an event is not sampled in this JVM, a line for each of those; the others are
   * @throws SamplerException if a window is open, or if nothing at all can be sampled
   */
  Map<Event, String> start(SamplerOptions options, StackTable... tables) throws SamplerException;

  /** Whether a window is open; also after a {@link #stop} that could not close it. */
  boolean running();

  /**
   * Closes the window: nothing is sampled any more, and the tables hold every sample.
   *
   * @throws SamplerException if no window is open, or if the samples cannot be trusted
   */
  SampleCounts stop() throws SamplerException;

  /**
   * Collects garbage, and counts which of the objects that were sampled for the table are alive, in
   * the values for that. Once for a table, while no window is open.
   *
   * @return false if the JVM does not collect, or the objects were not remembered
   */
  boolean countLive(StackTable table);

  /**
   * Comments on what makes the ticks, by their keys. The same from the first window on.
   *
   * @throws SamplerException if the clock that was asked for cannot be had
   */
  Map<String, String> describeClock(SamplerOptions options) throws SamplerException;

  /**
   * A line, if so short an interval leaves the threads less than three quarters of their time.
   *
   * @throws SamplerException if the clock that was asked for cannot be had
   */
  Optional<String> shortInterval(SamplerOptions options) throws SamplerException;

  /**
   * What stands in tables for a frame that is not code.
   *
   * @param name its name, such as {@code [waiting for something]}
   */
  long frame(String name);

  /**
   * The names behind what is in the tables. Not while a window is open: it takes time and
   * allocates.
   */
  Symbols symbols();
}
