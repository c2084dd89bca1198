// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.profile.Symbols;
import org.jmhpprof.ring.SampleRing;

/**
 * Samples with the native library: by signals and JVMTI's events. One per JVM, because those are
 * the process's.
 */
public final class SignalSampler implements Sampler {
  /** The system property that names the native library's file, in place of the one in the jar. */
  public static final String LIBRARY_PROPERTY = "jmhpprof.library";

  private static SignalSampler instance;

  private final MountedThreads mounted = new MountedThreads();
  private final JvmSymbols symbols = new JvmSymbols(mounted);
  private final RingReader reader = new RingReader(mounted);
  private final Visitor visitor = new Visitor();
  private final MeasuredClock clock = new MeasuredClock();
  private final long[] before = new long[NativeSampler.COUNTERS];
  private final long[] after = new long[NativeSampler.COUNTERS];
  private ClockChoice choice;
  private RingReader.Window window;
  private Set<Event> events;
  private WatchedObjects watched;
  private long intervalNanos;
  private String kernelRefusal;
  private Future<Void> rehearsal;

  /** Not private: a test damages it. */
  SampleRing ring;

  private SignalSampler() {}

  /**
   * The sampler of this JVM. The first call loads the native library; it should come before the
   * threads start that are to be sampled, so that their full names are known.
   *
   * @throws SamplerException if there is no library for this platform or the JVM lacks what it
   *     needs
   */
  public static synchronized SignalSampler load() throws SamplerException {
    if (instance == null) {
      NativeLibrary.load();
      SignalSampler sampler = new SignalSampler();
      sampler.reader.startThread();
      sampler.clock.begin();
      instance = sampler;
      ThreadLabels.begin();
    }
    return instance;
  }

  /**
   * In a warm-up, before the first window: measures on a thread of its own what the choice of the
   * clock depends on, and reads made-up samples, so that the first window is read by compiled code.
   * The next {@link #start} waits for its end. Later calls do nothing.
   *
   * @param ticks whether windows will have ticks
   * @param use called on that thread. It may ask {@link #symbols()}
   */
  @Override
  public void rehearse(SamplerOptions options, boolean ticks, Use use) throws SamplerException {
    if (rehearsal == null && !running()) {
      provideRing(options);
      boolean nativeFrames = options.nativeFrames() == NativeFrames.FULL;
      rehearsal =
          reader.first(
              () -> {
                use.of(Rehearsal.read(ring, nativeFrames));
                if (ticks) {
                  clock.measure(options);
                }
                return null;
              });
    }
  }

  private void awaitRehearsal() throws SamplerException {
    if (rehearsal != null) {
      try {
        Void unused = OwnThread.await(rehearsal);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof SamplerException refusal) {
          throw refusal;
        }
        throw new SamplerException("the rehearsal failed: " + e.getCause(), e.getCause());
      }
    }
  }

  /**
   * Opens a window. From now on every sample of the tables' events goes to the table of its event.
   *
   * @param tables one for each event; that of {@link Event#ALLOC} has the mean number of bytes
   *     between two samples as its period
   * @return why an event is not sampled in this JVM, a line for each of those; the others are
   * @throws SamplerException if a window is open, if nothing at all can be sampled, if another
   *     SIGPROF handler is installed, if the clock that was asked for cannot be had, or if there is
   *     no memory for the buffer
   */
  @Override
  public Map<Event, String> start(SamplerOptions options, StackTable... tables)
      throws SamplerException {
    if (running()) {
      throw Refusal.of(NativeSampler.RUNNING, 0);
    }
    awaitRehearsal();
    Map<Event, String> refused = new EnumMap<>(Event.class);
    Map<Event, StackTable> sampled = new EnumMap<>(Event.class);
    for (StackTable table : tables) {
      String reason = obtain(table.event());
      if (reason == null) {
        sampled.put(table.event(), table);
      } else {
        refused.put(table.event(), reason);
      }
    }
    if (sampled.isEmpty()) {
      throw new SamplerException(String.join("; ", refused.values()));
    }
    provideRing(options);
    events = sampled.keySet();
    boolean ticks =
        events.contains(Event.CPU) || (events.contains(Event.WALL) && !options.wallOffOnly());
    choice = ticks ? clock.start(options) : null;
    watch(options.live() ? sampled.get(Event.ALLOC) : null);
    NativeSampler.counters(before);
    window = reader.open(ring, List.copyOf(sampled.values()), watched, options.wallOffOnly());
    intervalNanos = options.intervalNanos();
    try {
      startNative(options, sampled.get(Event.ALLOC));
    } catch (SamplerException | RuntimeException e) {
      if (!running()) {
        closeAfter(e);
      }
      throw e;
    }
    if (events.contains(Event.WALL)) {
      visitor.begin();
    }
    return refused;
  }

  private void provideRing(SamplerOptions options) throws SamplerException {
    if (ring == null
        || ring.capacity() < options.bufferBytes()
        || ring.capacity() / 2 >= options.bufferBytes()) {
      ring = null;
      ring = allocate(options.bufferBytes());
    }
  }

  /** Null, or why the JVM does not grant the source of an event. */
  private static String obtain(Event event) {
    return switch (event) {
      case CPU -> null;
      case ALLOC -> NativeSampler.obtainAllocations();
      case LOCK -> NativeSampler.obtainContentions();
      case WALL -> NativeSampler.obtainWall();
    };
  }

  /**
   * Before the first of several windows that sample allocation: from now on, until {@link
   * #release}, the JVM counts each thread's bytes without a break, so that a window does not begin
   * with bytes that were allocated before it. Does nothing where allocation cannot be sampled,
   * which {@link #start} then says.
   *
   * @param interval the period of the windows' tables
   */
  public void prepareAllocation(int interval) throws SamplerException {
    if (obtain(Event.ALLOC) == null && !NativeSampler.keepAllocations(interval)) {
      throw Refusal.of(NativeSampler.NO_ALLOCATIONS, 0);
    }
  }

  /**
   * The same for waits: a thread may wait from before one window into it, or from one into the
   * next.
   */
  public void prepareContentions(SamplerOptions options) throws SamplerException {
    if (obtain(Event.LOCK) == null && !NativeSampler.keepContentions(options.depth())) {
      throw Refusal.of(NativeSampler.NO_CONTENTIONS, 0);
    }
  }

  /**
   * Before the first window with wall time: threads that start from now on need not be looked for.
   * Does nothing where time off the processor cannot be seen, which {@link #start} then says.
   */
  public void prepareVisits() {
    if (obtain(Event.WALL) == null) {
      visitor.startThread();
    }
  }

  /**
   * Threads whose waits are no part of a profile of wall time, beside those of the virtual machine.
   * While no window is open.
   *
   * @param names true for the name of such a Java thread
   */
  @Override
  public void bystanders(Predicate<String> names) {
    reader.bystanders(names);
  }

  @Override
  public Kind kind() {
    return Kind.NATIVE;
  }

  @Override
  public void prepare(SamplerOptions options, Set<Event> wanted, int allocInterval)
      throws SamplerException {
    if (wanted.contains(Event.CPU) || wanted.contains(Event.WALL)) {
      checkClock(options);
    }
    if (wanted.contains(Event.ALLOC)) {
      prepareAllocation(allocInterval);
    }
    if (wanted.contains(Event.LOCK)) {
      prepareContentions(options);
    }
    if (wanted.contains(Event.WALL) || wanted.contains(Event.LOCK)) {
      prepareVisits();
    }
  }

  @Override
  public Map<String, String> describeClock(SamplerOptions options) {
    return choice == null ? Map.of() : choice.describe();
  }

  @Override
  public Optional<String> shortInterval(SamplerOptions options) {
    return choice == null ? Optional.empty() : choice.shortInterval(options.intervalNanos());
  }

  /** After the last of those windows. */
  @Override
  public void release() {
    NativeSampler.releaseAllocations();
    NativeSampler.releaseContentions();
  }

  /** Watches the objects of this table from now on, and no others. */
  private void watch(StackTable table) {
    if (watched != null && watched.table() != table) {
      NativeSampler.forgetWatched();
      watched = null;
    }
    if (watched == null && table != null) {
      watched = new WatchedObjects(table);
    }
  }

  private void closeAfter(Exception failure) {
    try {
      close();
    } catch (SamplerException e) {
      failure.addSuppressed(e);
    }
  }

  private void startNative(SamplerOptions options, StackTable alloc) throws SamplerException {
    int kinds = 0;
    for (Event event : events) {
      kinds |= 1 << event.ordinal();
    }
    if (choice != null) {
      // A profile of wall time has the ticks, too.
      kinds |= 1 << Event.CPU.ordinal();
    }
    long result =
        NativeSampler.start(
            ring.memory(),
            kinds,
            options.intervalNanos(),
            options.depth(),
            choice == null ? NativeSampler.TIMER : choice.code(),
            options.refresh(),
            options.nativeFrames().code(),
            kernelFrames(options),
            alloc == null ? 0 : Math.toIntExact(alloc.period()),
            watched != null,
            options.lockThresholdNanos(),
            options.wallIntervalNanos(),
            options.wallIdle());
    if ((int) result != NativeSampler.OK) {
      throw Refusal.of((int) result, (int) (result >>> 32));
    }
  }

  /** Stacks have the kernel's frames only where those have names. */
  private boolean kernelFrames(SamplerOptions options) {
    boolean wanted = options.kernelFrames() && choice != null && choice.clock() == Clock.PERF;
    kernelRefusal = wanted ? KernelSymbols.refusal(KernelSymbols.TABLE) : null;
    return wanted && kernelRefusal == null;
  }

  /**
   * Long before the first window: whether the clock that these options ask for can be had.
   *
   * @throws SamplerException if it cannot
   */
  public void checkClock(SamplerOptions options) throws SamplerException {
    clock.check(options);
  }

  /** The clock of the last window that was opened; null if it had no ticks. */
  public ClockChoice clock() {
    return choice;
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
  @Override
  public boolean running() {
    return NativeSampler.running();
  }

  /**
   * Closes the window: no handler is at work any more, the ring is drained, the table holds every
   * tick.
   *
   * @throws SamplerException if no window is open; if the samples cannot be trusted; or if a signal
   *     handler does not come out within a second, and only then is the window still open: nothing
   *     is sampled any more, and the next stop waits once more
   */
  @Override
  public SampleCounts stop() throws SamplerException {
    if (!running()) {
      throw new SamplerException("sampling is not on");
    }
    visitor.end();
    int result = NativeSampler.stop();
    if (result == NativeSampler.STUCK) {
      throw new SamplerException(
          "a signal handler did not return within a second, so the samples cannot be read");
    }
    WindowReader.Totals totals = close();
    NativeSampler.counters(after);
    NativeSampler.reapWatched();
    return new WindowSummary(before, after, totals, choice, intervalNanos, kernelRefusal)
        .counts(result);
  }

  /**
   * Collects garbage, and counts which of the objects that were sampled for the table are alive, in
   * the values for that. Once for a table, while no window is open.
   *
   * @return false if the JVM does not collect, or the objects were not remembered
   */
  @Override
  public boolean countLive(StackTable table) {
    if (watched == null || watched.table() != table) {
      return false;
    }
    long[] alive = NativeSampler.takeWatched();
    if (alive != null) {
      watched.countLive(alive);
    }
    watched = null;
    return alive != null;
  }

  /**
   * What stands in tables for a frame that is not code.
   *
   * @param name its name, such as {@code [waiting for something]}
   */
  @Override
  public long frame(String name) {
    return symbols.word(name);
  }

  /**
   * The names behind what is in the tables. Not while a window is open: it takes time and
   * allocates.
   */
  @Override
  public Symbols symbols() {
    return symbols;
  }
}
