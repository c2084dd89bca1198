// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.FlightRecorder;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.profile.Symbols;
import org.jmhpprof.sampler.AllocCounts;
import org.jmhpprof.sampler.Clock;
import org.jmhpprof.sampler.EventCounts;
import org.jmhpprof.sampler.LockCounts;
import org.jmhpprof.sampler.SampleCounts;
import org.jmhpprof.sampler.Sampler;
import org.jmhpprof.sampler.SamplerException;
import org.jmhpprof.sampler.SamplerOptions;

/** Samples with the JDK Flight Recorder. One per JVM, because JFR's settings are the JVM's. */
public final class JfrSampler implements Sampler {
  /** The deepest stack that JFR takes. */
  private static final String DEEPEST = "2048";

  private static JfrSampler instance;

  private final JfrSymbols symbols = new JfrSymbols();
  private final Map<Long, Double> carried = new HashMap<>();
  private final List<String> remarks = new ArrayList<>();
  private final CpuEvents cpuEvents;
  private Window window;
  private SamplerOptions windowOptions;

  private JfrSampler(CpuEvents cpuEvents) {
    this.cpuEvents = cpuEvents;
  }

  /**
   * The sampler of this JVM. The first call starts JFR.
   *
   * @throws SamplerException if this JVM has no JFR, or it cannot work
   */
  public static synchronized JfrSampler load() throws SamplerException {
    if (instance == null) {
      if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty() || !FlightRecorder.isAvailable()) {
        throw new SamplerException("this JVM has no JDK Flight Recorder");
      }
      String shallow = allowDeepStacks();
      try {
        JfrSampler sampler = new JfrSampler(CpuEvents.here());
        if (shallow != null) {
          sampler.remarks.add(shallow);
        }
        sampler.warmUp();
        instance = sampler;
      } catch (IOException | RuntimeException e) {
        throw new SamplerException("the JDK Flight Recorder does not work here: " + e, e);
      }
    }
    return instance;
  }

  /** Once JFR is at work it is too late. Null, or what then is to be said. */
  private static String allowDeepStacks() {
    if (FlightRecorder.isInitialized()) {
      return "somebody else started JFR before: deeper stacks than it was told (64 frames, or"
          + " -XX:FlightRecorderOptions=stackdepth) have no root";
    }
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "jfrConfigure",
              new Object[] {new String[] {"stackdepth=" + DEEPEST}},
              new String[] {String[].class.getName()});
      return null;
    } catch (JMException | RuntimeException e) {
      return "stacks that are deeper than 64 frames have no root: " + e;
    }
  }

  /** The first recording and its reading take long; they should be no part of a window. */
  private void warmUp() throws IOException {
    StackTable thrownAway = new StackTable(Event.CPU, 1_000_000);
    SamplerOptions options =
        new SamplerOptions(1_000_000, 1, SamplerOptions.smallestBuffer(1), Clock.AUTO);
    try (Window first = new Window(symbols, cpuEvents, options, Map.of(Event.CPU, thrownAway))) {
      first.open();
      first.end();
      Window.Totals unused = first.read(new HashMap<>());
    }
  }

  @Override
  public Kind kind() {
    return Kind.JFR;
  }

  @Override
  public void prepare(SamplerOptions options, Set<Event> events, int allocInterval) {
    // A recording begins with nothing.
  }

  @Override
  public void rehearse(SamplerOptions options, boolean ticks, Use use) {
    // The first recording was made when this was loaded.
  }

  @Override
  public void release() {
    // Nothing is kept between windows.
  }

  @Override
  public void bystanders(Predicate<String> names) {
    // Only a profile of wall time asks, and there is none.
  }

  @Override
  public Map<Event, String> start(SamplerOptions options, StackTable... tables)
      throws SamplerException {
    if (running()) {
      throw new SamplerException("sampling is on already: stop it before it is started again");
    }
    Map<Event, String> refused = new EnumMap<>(Event.class);
    Map<Event, StackTable> sampled = new EnumMap<>(Event.class);
    for (StackTable table : tables) {
      if (table.event() == Event.WALL && !options.wallOffOnly()) {
        refused.put(Event.WALL, "JFR tells no wall time: event=wall needs the native sampler");
      } else {
        sampled.put(table.event(), table);
      }
    }
    if (sampled.isEmpty()) {
      throw new SamplerException(String.join("; ", refused.values()));
    }
    windowOptions = options;
    Window opened = new Window(symbols, cpuEvents, options, sampled);
    try {
      opened.open();
    } catch (RuntimeException e) {
      opened.close();
      throw new SamplerException("JFR does not record: " + e, e);
    }
    window = opened;
    return refused;
  }

  @Override
  public boolean running() {
    return window != null;
  }

  @Override
  public SampleCounts stop() throws SamplerException {
    if (!running()) {
      throw new SamplerException("sampling is not on");
    }
    try (Window ending = window) {
      window = null;
      ending.end();
      return counts(ending.read(carried));
    } catch (IOException | RuntimeException e) {
      throw new SamplerException("the recording could not be read: " + e, e);
    }
  }

  private SampleCounts counts(Window.Totals totals) {
    EventCounts cpu = totals.cpu() == null ? new EventCounts(0, 0, 0, 0, 0, 0) : totals.cpu();
    AllocCounts alloc = totals.alloc();
    LockCounts lock = totals.lock();
    return new SampleCounts(
        cpuEvents.word(),
        cpu.offered(),
        cpu.recorded(),
        cpu.lost(),
        cpu.failed(),
        totals.overruns(),
        0,
        0,
        cpu.offered() * windowOptions.intervalNanos(),
        0,
        0,
        0,
        0,
        0,
        0,
        SampleCounts.COST_UNKNOWN,
        Stream.concat(remarks.stream(), totals.remarks().stream()).toList(),
        alloc,
        lock,
        null);
  }

  @Override
  public boolean countLive(StackTable table) {
    return false;
  }

  @Override
  public Map<String, String> describeClock(SamplerOptions options) {
    return cpuEvents.describe();
  }

  @Override
  public Optional<String> shortInterval(SamplerOptions options) {
    return Optional.empty();
  }

  @Override
  public long frame(String name) {
    return symbols.word(name);
  }

  @Override
  public Symbols symbols() {
    return symbols;
  }
}
