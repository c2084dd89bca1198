// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.AllocCounts;
import org.jmhpprof.sampler.EventCounts;
import org.jmhpprof.sampler.LockCounts;
import org.jmhpprof.sampler.PseudoFrame;
import org.jmhpprof.sampler.SamplerOptions;
import org.jmhpprof.sampler.ThreadState;

/** One recording, from its start to the rows of the tables that it comes to. */
final class Window implements AutoCloseable {
  private static final String ALLOC_SAMPLE = "jdk.ObjectAllocationSample";
  private static final String ALLOC_NEW_TLAB = "jdk.ObjectAllocationInNewTLAB";
  private static final String ALLOC_OUTSIDE = "jdk.ObjectAllocationOutsideTLAB";
  private static final String MONITOR_ENTER = "jdk.JavaMonitorEnter";
  private static final String MONITOR_WAIT = "jdk.JavaMonitorWait";
  private static final String SAMPLED = "sampledThread";
  private static final String PARK = "jdk.ThreadPark";

  /**
   * What a window came to.
   *
   * @param cpu null without CPU time
   * @param overruns ticks that came with another sample
   * @param alloc null without allocation
   * @param lock null without waits
   * @param remarks what a reader should know, a line each
   */
  record Totals(
      EventCounts cpu, long overruns, AllocCounts alloc, LockCounts lock, List<String> remarks) {}

  private final Recording recording = new Recording();
  private final JfrSymbols symbols;
  private final JfrStack stacks;
  private final Map<Event, StackTable> tables;
  private final CpuSamples cpu;
  private final AllocSamples alloc = new AllocSamples();
  private ThreadReadings before;
  private ThreadReadings after;
  private WaitSamples waits;

  /** Not open yet. */
  Window(
      JfrSymbols symbols,
      CpuEvents cpuEvents,
      SamplerOptions options,
      Map<Event, StackTable> tables) {
    this.symbols = symbols;
    this.stacks = new JfrStack(symbols, options.depth());
    this.tables = tables;
    this.cpu = new CpuSamples(symbols, cpuEvents.weighed());
    if (tables.containsKey(Event.CPU)) {
      cpuEvents.enable(recording, options.intervalNanos());
    }
    if (tables.containsKey(Event.ALLOC)) {
      // Throttled, samples come in bursts and stand for what was allocated between those.
      recording.enable(ALLOC_SAMPLE).withStackTrace().with("throttle", "off");
      recording.enable(ALLOC_NEW_TLAB).withoutStackTrace();
      recording.enable(ALLOC_OUTSIDE).withoutStackTrace();
    }
    if (tables.containsKey(Event.LOCK)) {
      Duration threshold = Duration.ofNanos(options.lockThresholdNanos());
      recording.enable(MONITOR_ENTER).withStackTrace().withThreshold(threshold);
      recording.enable(PARK).withStackTrace().withThreshold(Duration.ZERO);
      recording.enable(MONITOR_WAIT).withStackTrace().withThreshold(Duration.ZERO);
    }
  }

  void open() {
    recording.start();
    before = ThreadReadings.now();
    waits = new WaitSamples(tables.get(Event.LOCK), tables.get(Event.WALL), Instant.now());
  }

  /** Nothing is recorded from here on. */
  void end() {
    after = ThreadReadings.now();
    recording.stop();
  }

  /**
   * Adds the samples to the tables.
   *
   * @param carried CPU time of each thread that was less than a tick; kept up to date
   */
  Totals read(Map<Long, Double> carried) throws IOException {
    Path file = Files.createTempFile("jmh-pprof-", ".jfr");
    try {
      recording.dump(file);
      try (RecordingFile events = new RecordingFile(file)) {
        while (events.hasMoreEvents()) {
          take(events.readEvent());
        }
      }
    } finally {
      Files.delete(file);
    }
    return new Totals(
        tables.containsKey(Event.CPU)
            ? cpu.addTo(
                tables.get(Event.CPU),
                ThreadReadings.since(before.cpuNanos(), after.cpuNanos()),
                carried)
            : null,
        cpu.overruns(),
        tables.containsKey(Event.ALLOC)
            ? alloc.addTo(
                tables.get(Event.ALLOC),
                before.cpuNanos().keySet(),
                ThreadReadings.since(before.allocatedBytes(), after.allocatedBytes()))
            : null,
        tables.containsKey(Event.LOCK) ? waits.counts() : null,
        tables.containsKey(Event.CPU) ? cpu.remarks(tables.get(Event.CPU).period()) : List.of());
  }

  private void take(RecordedEvent event) {
    RecordedThread thread = event.hasField(SAMPLED) ? event.getThread(SAMPLED) : event.getThread();
    // JFR's own work is no part of the program's.
    if (thread == null || JfrSymbols.isOfJfr(thread.getJavaName())) {
      return;
    }
    long key = JfrSymbols.key(thread);
    int number = symbols.number(key, thread);
    switch (event.getEventType().getName()) {
      case CpuEvents.CPU_TIME_SAMPLE -> {
        boolean failed = event.getBoolean("failed");
        long[] stack = failed ? new long[] {PseudoFrame.FAILED_JFR.word()} : stacks.of(event);
        cpu.add(key, number, stack, event.getDuration("samplingPeriod").toNanos());
      }
      case CpuEvents.CPU_TIME_LOST -> cpu.addLost(key, number, event.getLong("lostSamples"));
      case CpuEvents.JAVA_SAMPLE, CpuEvents.NATIVE_SAMPLE ->
          cpu.add(key, number, stacks.of(event), 0);
      case ALLOC_NEW_TLAB, ALLOC_OUTSIDE ->
          alloc.size(key, event.getStartTime(), event.getLong("allocationSize"));
      case ALLOC_SAMPLE -> {
        long[] stack = stacks.of(event, JfrSymbols.name(event.getClass("objectClass")));
        alloc.add(key, event.getStartTime(), number, stack, event.getLong("weight"));
      }
      case MONITOR_ENTER -> waits.monitor(event, number, stacks);
      case PARK -> waits.other(event, number, stacks, ThreadState.PARKED);
      case MONITOR_WAIT -> waits.other(event, number, stacks, ThreadState.WAITING);
      default -> {
        // Of somebody else's recording.
      }
    }
  }

  @Override
  public void close() {
    recording.close();
  }
}
