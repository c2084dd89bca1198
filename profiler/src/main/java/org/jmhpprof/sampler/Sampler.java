// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.profile.Symbols;
import org.jmhpprof.ring.SampleRing;

/**
 * Samples the CPU time of every thread of this JVM, from {@link #start} to {@link #stop}, as often
 * as wanted. One per JVM: the signal and the JVMTI events are the process's.
 *
 * <p>Not to be used by several threads at once.
 */
public final class Sampler {
  /** The system property that names the native library's file, in place of the one in the jar. */
  public static final String LIBRARY_PROPERTY = "jmhpprof.library";

  /** CPU time after which the rate of context switches says something. */
  private static final long ENOUGH_NANOS = 100_000_000;

  private static Sampler instance;

  private final JvmSymbols symbols = new JvmSymbols();
  private final RingReader reader = new RingReader();
  private final long[] before = new long[NativeSampler.COUNTERS];
  private final long[] after = new long[NativeSampler.COUNTERS];
  private final long[] loaded = new long[NativeSampler.COUNTERS];
  private SignalCosts costs;
  private double switches;
  private boolean started;
  private ClockChoice choice;
  private RingReader.Window window;
  private long intervalNanos;

  /** Not private: a test damages it. */
  SampleRing ring;

  private Sampler() {}

  /**
   * The sampler of this JVM. The first call loads the native library and measures, in a tenth of a
   * second, what signals cost; it should come before the threads start that are to be sampled, so
   * that their full names are known. The first {@link #start} measures it once more.
   *
   * @throws SamplerException if there is no library for this platform or the JVM lacks what it
   *     needs
   */
  public static synchronized Sampler load() throws SamplerException {
    if (instance == null) {
      NativeLibrary.load();
      Sampler sampler = new Sampler();
      sampler.reader.startThread();
      // Else after the first window, and what the compiler makes of it would disturb the second.
      sampler.symbols.prepare();
      sampler.measureSignals();
      instance = sampler;
    }
    return instance;
  }

  /**
   * Opens a window. From now on every tick of every thread goes to {@code table}.
   *
   * @throws SamplerException if a window is open, if another SIGPROF handler is installed, if the
   *     clock that was asked for cannot be had, or if there is no memory for the buffer
   */
  public void start(SamplerOptions options, StackTable table) throws SamplerException {
    if (running()) {
      throw new SamplerException(refusal(NativeSampler.RUNNING, 0));
    }
    if (ring == null
        || ring.capacity() < options.bufferBytes()
        || ring.capacity() / 2 >= options.bufferBytes()) {
      ring = null;
      ring = allocate(options.bufferBytes());
    }
    if (!started) {
      switches = switchesSoFar();
      // While the JVM starts, signals cost a quarter more than they do now.
      measureSignals();
      started = true;
    }
    choice = clock(options);
    NativeSampler.counters(before);
    window = reader.open(ring, table, options.intervalNanos());
    intervalNanos = options.intervalNanos();
    try {
      startNative(options);
    } catch (SamplerException | RuntimeException e) {
      if (!running()) {
        closeAfter(e);
      }
      throw e;
    }
  }

  private void closeAfter(Exception failure) {
    try {
      close();
    } catch (SamplerException e) {
      failure.addSuppressed(e);
    }
  }

  private void startNative(SamplerOptions options) throws SamplerException {
    long result =
        NativeSampler.start(
            ring.memory(),
            options.intervalNanos(),
            options.depth(),
            choice.code(),
            options.refresh());
    if ((int) result != NativeSampler.OK) {
      throw new SamplerException(refusal((int) result, (int) (result >>> 32)));
    }
  }

  /**
   * The clock that {@link #start} takes. From the first start on, the same for the same options.
   *
   * @throws SamplerException if it cannot be had
   */
  public ClockChoice clock(SamplerOptions options) throws SamplerException {
    int result = costs == null ? measureSignals() : NativeSampler.OK;
    if (result != NativeSampler.OK) {
      throw new SamplerException(refusal(result, 0));
    }
    return ClockChoice.of(options, costs, started ? switches : switchesSoFar());
  }

  /** Since the load, per ns of CPU time; 0 where there was too little of it to tell. */
  private double switchesSoFar() {
    NativeSampler.counters(after);
    long cpu = after[NativeSampler.PROCESS_CPU] - loaded[NativeSampler.PROCESS_CPU];
    long count = after[NativeSampler.SWITCHES] - loaded[NativeSampler.SWITCHES];
    return cpu < ENOUGH_NANOS ? 0 : (double) count / cpu;
  }

  /** Leaves the costs unknown while another handler has the signal. */
  private int measureSignals() {
    long[] measured = new long[NativeSampler.COSTS];
    int result = NativeSampler.signalCost(measured);
    if (result == NativeSampler.OK) {
      costs = SignalCosts.of(measured);
      NativeSampler.counters(loaded);
    }
    return result;
  }

  private WindowReader.Totals close() throws SamplerException {
    try {
      return window.close();
    } catch (SamplerException e) {
      // Samples may be left in it.
      ring = null;
      throw e;
    }
  }

  private static SampleRing allocate(int bytes) throws SamplerException {
    try {
      return SampleRing.allocate(bytes);
    } catch (OutOfMemoryError e) {
      throw new SamplerException(
          "no memory for a buffer of "
              + bytes
              + " bytes (-XX:MaxDirectMemorySize limits it, and where that is not set, -Xmx)",
          e);
    }
  }

  /** Whether a window is open; also after a {@link #stop} that could not close it. */
  public boolean running() {
    return NativeSampler.running();
  }

  private static String refusal(int result, int errno) {
    return switch (result) {
      case NativeSampler.FOREIGN_HANDLER ->
          "another SIGPROF handler is installed: a second profiler is at work in this JVM"
              + " (JFR's CPU-time sampling and async-profiler use that signal); run one at a time";
      case NativeSampler.RUNNING -> "sampling is on already: stop it before it is started again";
      case NativeSampler.REFUSED ->
          "the kernel refused the first thread its clock (" + Errno.cause(errno) + ")";
      default -> "the native library answered " + result;
    };
  }

  /**
   * Closes the window: no handler is at work any more, the ring is drained, the table holds every
   * tick.
   *
   * @throws SamplerException if no window is open; if the samples cannot be trusted; or if a signal
   *     handler does not come out within a second, and only then is the window still open: nothing
   *     is sampled any more, and the next stop waits once more
   */
  public SampleCounts stop() throws SamplerException {
    if (!running()) {
      throw new SamplerException("sampling is not on");
    }
    int result = NativeSampler.stop();
    if (result == NativeSampler.STUCK) {
      throw new SamplerException(
          "a signal handler did not return within a second, so the samples cannot be read");
    }
    WindowReader.Totals totals = close();
    NativeSampler.counters(after);
    long ticks = since(NativeSampler.TICKS);
    if (ticks != totals.ticks()) {
      throw new SamplerException(
          "the ticks do not add up: " + ticks + " passed, but the reader found " + totals);
    }
    long perfSignals = since(NativeSampler.PERF_SIGNALS);
    long timerSignals = since(NativeSampler.TIMER_SIGNALS);
    long signals = perfSignals + timerSignals;
    long switchesNanos = choice.switchesNanos(since(NativeSampler.SWITCHES));
    return new SampleCounts(
        clocks(),
        ticks,
        totals.recorded(),
        totals.lost(),
        totals.failed(),
        since(NativeSampler.OVERRUNS),
        since(NativeSampler.WALKED_AGAIN),
        since(NativeSampler.RETRIES),
        ticks * intervalNanos,
        signals,
        choice.nanos(perfSignals, timerSignals),
        switchesNanos,
        totals.handlersNanos(signals),
        totals.handlerNanos().getValueAtPercentile(50),
        totals.handlerNanos().getValueAtPercentile(99),
        totals.readerNanos(),
        WindowRemarks.of(result, before, after, switchesNanos));
  }

  private long since(int counter) {
    return after[counter] - before[counter];
  }

  private String clocks() {
    List<String> used = new ArrayList<>();
    addClock(used, NativeSampler.KIND_PERF, "perf");
    addClock(used, NativeSampler.KIND_TIMER, "timer");
    return String.join("+", used);
  }

  private void addClock(List<String> used, int kind, String name) {
    if ((after[NativeSampler.CLOCK_KINDS] & 1L << kind) != 0) {
      used.add(name);
    }
  }

  /**
   * The names behind what is in the tables. Not while a window is open: it takes time and
   * allocates.
   */
  public Symbols symbols() {
    return symbols;
  }
}
