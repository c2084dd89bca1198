// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jmhpprof.profile.Event;
import org.jmhpprof.push.ProfileServer;
import org.jmhpprof.push.ServerAddress;
import org.jmhpprof.sampler.Clock;
import org.jmhpprof.sampler.NativeFrames;
import org.jmhpprof.sampler.SamplerOptions;
import org.openjdk.jmh.profile.ProfilerException;

/**
 * What the user can set, as {@code -prof pprof:dir=profiles;interval=500us}.
 *
 * @param dir where the profiles go, relative to the working directory that host and fork share
 * @param intervalNanos CPU time of a thread between two ticks, nanoseconds, 10,000 to 1,000,000,000
 * @param depth Java frames kept at the leaf end of a stack, 1 to 2,048
 * @param bufferBytes size of the sample ring, 4 KiB to 1 GiB
 * @param clock what makes the ticks
 * @param nativeFrames which frames of native code a stack has
 * @param kernel whether a stack has the kernel's frames
 * @param virtualThreads whether virtual threads pay for the profiler
 * @param top rows of the text result, 0 to 1,000
 * @param events what is sampled, at least one
 * @param allocInterval bytes between two samples of allocation, on average, 1 KiB to 1 GiB
 * @param live whether sampled objects are looked at again after the last iteration
 * @param lockThresholdNanos waits for monitors that are shorter are left out, 0 to 1,000,000,000
 * @param wallIntervalNanos time between two visits of a thread, on average, nanoseconds, 1,000,000
 *     to 1,000,000,000
 * @param wallIdle whether threads that do not run at all are folded
 * @param page whether the host writes pages about the profiles
 * @param push the server to which the host sends merged profiles, null for none
 * @param pushTo what kind of server it is
 * @param samplerChoice what samples
 * @param nativeOnly an option that only the native sampler meets, null for none
 */
record PprofOptions(
    Path dir,
    long intervalNanos,
    int depth,
    int bufferBytes,
    Clock clock,
    NativeFrames nativeFrames,
    Switch kernel,
    VirtualThreads virtualThreads,
    int top,
    Set<Event> events,
    int allocInterval,
    Switch live,
    long lockThresholdNanos,
    long wallIntervalNanos,
    Idle wallIdle,
    Switch page,
    URI push,
    ProfileServer pushTo,
    SamplerChoice samplerChoice,
    NativeOnly nativeOnly) {
  /** What can be had or not. */
  enum Switch {
    ON,
    OFF
  }

  /** What becomes of threads that do not run at all in an iteration. */
  enum Idle {
    FOLD,
    SHOW
  }

  static final PprofOptions DEFAULTS =
      new PprofOptions(
          Path.of("."),
          1_000_000,
          256,
          1 << 20,
          Clock.AUTO,
          NativeFrames.FULL,
          Switch.ON,
          VirtualThreads.QUIET,
          10,
          EnumSet.of(Event.CPU),
          1 << 19,
          Switch.ON,
          0,
          10_000_000,
          Idle.FOLD,
          Switch.ON,
          null,
          ProfileServer.PYROSCOPE,
          SamplerChoice.AUTO,
          null);

  static final String HELP =
      """
      Usage: -prof pprof:<option>=<value>;<option>=<value>...

        dir=<path>           Directory of the profiles. (default: the working directory)
        interval=<time>      CPU time of a thread between two samples, in ns or with a unit
                             (ns, us, ms, s); 10us to 1s. (default: 1ms)
        sampler=<word>       native: signals and a native library (Linux, HotSpot); jfr: the JDK
                             Flight Recorder, on any system, with less precise profiles and
                             without event=wall; auto: native, or jfr where no native library can
                             be loaded. (default: auto)
        depth=<frames>       Java frames kept at the leaf end of a stack; 1 to 2048. A deeper stack
                             also keeps its 64 frames at the root. (default: 256)
        buffer=<bytes>       Buffer between signal handler and reader, a number of bytes or
                             with a unit (K, M, G), rounded up to a power of two; 4K to 1G,
                             and room for two stacks of full depth. (default: 1M)
        clock=<name>         What makes the ticks: perf (perf_event_open), timer (timer_create),
                             or auto, which takes perf where it sees the kernel and a signal
                             costs at most 1 % of the interval. (default: auto)
        native=<word>        Frames of native code: full, all between the leaf and Java; leaf, the
                             leaf alone; off, none. (default: full)
        kernel=<word>        on: stacks have the kernel's frames where clock is perf, and
                             /proc/kallsyms gives their names; off: none. (default: on)
        vthreads=<word>      quiet: virtual threads cost what they cost without a profiler, and no
                             agent in the fork may look at them through JVMTI; notify: they may,
                             and parks, yields and starts cost half as much again. A fork with
                             another agent is left as it is. (default: quiet)
        top=<rows>           Rows of the table in JMH's output; 0 to 1000. (default: 10)
        event=<names>        What is sampled: cpu, alloc, lock, wall, several with a comma between,
                             or all. Each has files and results of its own. (default: cpu)
        alloc-interval=<bytes>
                             alloc: bytes that a thread allocates between two samples, on average,
                             a number or with a unit (K, M, G); 1K to 1G. (default: 512K)
        live=<word>          alloc: on looks after the last iteration, and after a garbage
                             collection, which sampled objects are alive; off does not.
                             (default: on)
        lock-threshold=<time>
                             lock: waits for monitors that are shorter are left out, in ns or with
                             a unit; 0 to 1s. (default: 0)
        wall-interval=<time> wall, lock: time between two looks at a thread, on average; 1ms to
                             1s. (default: 10ms)
        wall-idle=<word>     wall: fold puts the threads that do not run at all in an iteration on
                             one line; show gives each its stack. (default: fold)
        page=<word>          on writes pages that a browser shows: <dir>/<benchmark id>/profile.html
                             after each fork, and <dir>/index.html; off does not. (default: on)
        push=<address>       Sends the profiles of each benchmark, its forks added up, to a server at
                             http://host:port once its last fork has ended. (default: none)
        push-to=<word>       What that server is: pyroscope or parca. (default: pyroscope)
        help                 Prints this.

      Files: <dir>/<benchmark id>/fork<N>.<event>.pb.gz
      """;

  PprofOptions {
    Objects.requireNonNull(dir, "dir");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(nativeFrames, "nativeFrames");
    Objects.requireNonNull(kernel, "kernel");
    Objects.requireNonNull(virtualThreads, "virtualThreads");
    Objects.requireNonNull(live, "live");
    Objects.requireNonNull(wallIdle, "wallIdle");
    Objects.requireNonNull(page, "page");
    Objects.requireNonNull(pushTo, "pushTo");
    Objects.requireNonNull(samplerChoice, "samplerChoice");
    events = Collections.unmodifiableSet(EnumSet.copyOf(events));
  }

  /**
   * Reads the text behind {@code pprof:}. Touches no file.
   *
   * @param text options separated by {@code ;}, may be empty
   * @throws ProfilerException one line that says what is wrong and what is allowed; or the help, if
   *     that was asked for
   */
  static PprofOptions parse(String text) throws ProfilerException {
    OptionText given = OptionText.parse(text);
    if (given.help()) {
      throw new ProfilerException(HELP);
    }
    PprofOptions options =
        new PprofOptions(
            given.path("dir", DEFAULTS.dir),
            given.nanos("interval", DEFAULTS.intervalNanos, 10_000, 1_000_000_000),
            given.count("depth", DEFAULTS.depth, 1, 2048),
            given.bytes("buffer", DEFAULTS.bufferBytes, 1 << 12, 1 << 30),
            given.choice("clock", DEFAULTS.clock, Clock.values()),
            given.choice("native", DEFAULTS.nativeFrames, NativeFrames.values()),
            given.choice("kernel", DEFAULTS.kernel, Switch.values()),
            given.choice("vthreads", DEFAULTS.virtualThreads, VirtualThreads.values()),
            given.count("top", DEFAULTS.top, 0, 1000),
            given.choices("event", DEFAULTS.events, Event.values()),
            given.bytes("alloc-interval", DEFAULTS.allocInterval, 1 << 10, 1 << 30),
            given.choice("live", DEFAULTS.live, Switch.values()),
            given.nanos("lock-threshold", DEFAULTS.lockThresholdNanos, 0, 1_000_000_000),
            given.nanos("wall-interval", DEFAULTS.wallIntervalNanos, 1_000_000, 1_000_000_000),
            given.choice("wall-idle", DEFAULTS.wallIdle, Idle.values()),
            given.choice("page", DEFAULTS.page, Switch.values()),
            given.read("push", DEFAULTS.push, ServerAddress.ALLOWED, ServerAddress::of),
            given.choice("push-to", DEFAULTS.pushTo, ProfileServer.values()),
            given.choice("sampler", DEFAULTS.samplerChoice, SamplerChoice.values()),
            NativeOnly.in(given.given()));
    given.requireNoMore();
    options.requireWhatJfrCan();
    options.requireRoomForAStack();
    return options;
  }

  private void requireWhatJfrCan() throws ProfilerException {
    if (samplerChoice == SamplerChoice.JFR && nativeOnly != null) {
      throw new ProfilerException(
          "pprof: %s is not allowed with sampler=jfr: %s"
              .formatted(nativeOnly.option(), nativeOnly.reason()));
    }
  }

  private void requireRoomForAStack() throws ProfilerException {
    int smallest = SamplerOptions.smallestBuffer(depth);
    // Between half of it and all of it, the buffer is rounded up.
    if (bufferBytes <= smallest / 2) {
      throw new ProfilerException(
          "pprof: buffer=%d holds no stack of depth=%d, allowed with this depth is %s to 1G"
              .formatted(bufferBytes, depth, OptionText.size(smallest)));
    }
  }

  /** Whether CPU time is sampled, for a profile of its own or for that of wall time. */
  boolean ticks() {
    return events.contains(Event.CPU) || events.contains(Event.WALL);
  }

  SamplerOptions sampler() {
    return new SamplerOptions(
        intervalNanos,
        depth,
        bufferBytes,
        clock,
        nativeFrames,
        kernel == Switch.ON,
        live == Switch.ON,
        lockThresholdNanos,
        wallIntervalNanos,
        wallIdle == Idle.SHOW,
        !events.contains(Event.WALL));
  }
}
