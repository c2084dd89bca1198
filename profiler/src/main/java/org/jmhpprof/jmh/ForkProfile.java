// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.ProfileInfo;
import org.jmhpprof.profile.ProfileWriter;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.SampleCounts;
import org.jmhpprof.sampler.Sampler;
import org.jmhpprof.sampler.SamplerException;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.TextResult;

/**
 * The profile of one benchmark in one fork: grows with each measurement iteration, and is written
 * after each one, a file for each event.
 */
final class ForkProfile {
  private final PprofOptions options;
  private final BenchmarkParams params;
  private final int fork;
  private final Sampler sampler;
  private final FrameCache frames;
  private final List<EventProfile> profiles = new ArrayList<>();
  private final Map<Event, String> refused = new EnumMap<>(Event.class);
  private final Set<String> remarks = new LinkedHashSet<>();
  private CpuProfile cpu;
  private boolean saidShort;

  private long startedAtNanos;
  private long durationNanos;
  private long iterationStart;
  private int iterations;
  private long operations;

  /**
   * An empty profile.
   *
   * @param jvmRemarks what to say of this JVM in the comments, a line each
   */
  ForkProfile(
      PprofOptions options,
      Sampler sampler,
      BenchmarkParams params,
      int fork,
      List<String> jvmRemarks) {
    remarks.addAll(jvmRemarks);
    this.options = options;
    this.params = params;
    this.fork = fork;
    this.sampler = sampler;
    sampler.bystanders(JmhHarness::isMain);
    this.frames = new FrameCache(sampler.symbols(), JmhHarness.HARNESS);
    boolean jfr = sampler.kind() == Sampler.Kind.JFR;
    ProfileFiles files = new ProfileFiles(options, params);
    StackTable wall = new StackTable(Event.WALL, options.wallIntervalNanos());
    for (Event event : options.events()) {
      profiles.add(
          switch (event) {
            case CPU -> {
              cpu = new CpuProfile(options.intervalNanos(), frames, files.ofFork(fork, event));
              yield cpu;
            }
            case ALLOC ->
                new AllocProfile(
                    // JFR's samples tell what they stand for.
                    jfr ? 1 : options.allocInterval(),
                    frames,
                    files.ofFork(fork, event),
                    !jfr && options.live() == PprofOptions.Switch.ON);
            case LOCK ->
                new LockProfile(
                    options.lockThresholdNanos(),
                    frames,
                    files.ofFork(fork, event),
                    new SampledWaits(wall, frames, sampler));
            case WALL -> new WallProfile(wall, frames, files.ofFork(fork, event), params);
          });
    }
  }

  /** Names made-up samples and writes them to nobody, with all the classes that this takes. */
  static Sampler.Use rehearsal(Sampler sampler) {
    return madeUp -> {
      FrameCache frames = new FrameCache(sampler.symbols(), JmhHarness.HARNESS);
      frames.resolve(madeUp);
      ProfileInfo info = new ProfileInfo(0, 0, madeUp.period(), "", List.of());
      ProfileWriter.write(OutputStream.nullOutputStream(), madeUp, frames, info);
    };
  }

  void start() throws SamplerException {
    if (sampler.running()) {
      // JMH left an iteration without its end; nobody wants those samples.
      sampler.stop();
    }
    if (startedAtNanos == 0) {
      startedAtNanos = System.currentTimeMillis() * 1_000_000;
    }
    List<StackTable> tables = new ArrayList<>();
    for (EventProfile profile : profiles) {
      for (StackTable table : profile.tables()) {
        if (!tables.contains(table)) {
          tables.add(table);
        }
      }
    }
    iterationStart = System.nanoTime();
    Map<Event, String> reasons =
        sampler.start(options.sampler(), tables.toArray(new StackTable[0]));
    if (cpu != null) {
      cpu.clock(sampler.describeClock(options.sampler()));
      remarkShort(sampler.shortInterval(options.sampler()));
    }
    // Nothing else here: from now on it is part of what is measured.
    if (!reasons.isEmpty()) {
      refuse(reasons);
    }
  }

  /** The other events go on. */
  private void refuse(Map<Event, String> reasons) {
    profiles.removeIf(profile -> reasons.containsKey(profile.event()));
    reasons.forEach(
        (event, reason) -> {
          if (refused.put(event, reason) == null) {
            JmhOutput.say(reason);
          }
        });
  }

  /** Whether an iteration, not counted yet, is the last one. */
  boolean isLast(IterationParams iteration) {
    return iterations + 1 >= iteration.getCount();
  }

  /**
   * Ends the iteration. The numbers are complete even if the profile is not: if it could not be
   * written, or an event cannot be sampled in this JVM, or most of the CPU time has no stack, the
   * last iteration's say so as {@link Labels#ERROR}. An iteration before that only prints that it
   * could not be written, for each one writes the whole file anew.
   */
  List<Result<?>> stop(Iteration iteration, boolean last) throws SamplerException {
    SampleCounts counts = sampler.stop();
    durationNanos += System.nanoTime() - iterationStart;
    iterations++;
    operations += iteration.operations();
    counts.remarks().forEach(this::remark);
    remarkShort(counts.shortInterval(options.intervalNanos()));
    if (last) {
      sampler.release();
    }
    List<Result<?>> results = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    for (EventProfile profile : profiles) {
      profile.add(counts);
      if (last) {
        profile.finish(sampler);
      }
      frames.resolve(profile.table());
      results.addAll(profile.results(counts, iteration, last));
      String remark = profile.remark(durationNanos);
      try {
        profile.write(info(profile, remark), last);
        if (last) {
          results.add(profile.top(options.top(), operations));
        }
      } catch (Throwable e) {
        errors.add("the profile was not written: " + OneLine.of(e.toString()));
      }
      if (last && profile.failed()) {
        errors.add(remark);
      } else if (last && remark != null) {
        JmhOutput.say(remark);
      }
    }
    if (last) {
      errors.addAll(refused.values());
    }
    if (last && !errors.isEmpty()) {
      results.add(new TextResult(String.join("; ", errors) + "\n", Labels.ERROR));
    } else {
      errors.forEach(JmhOutput::say);
    }
    return results;
  }

  private void remark(String line) {
    if (remarks.add(line)) {
      JmhOutput.say(line);
    }
  }

  /** Once: the figures in the line differ from iteration to iteration. */
  private void remarkShort(Optional<String> line) {
    if (!saidShort && line.isPresent()) {
      saidShort = true;
      remark(line.get());
    }
  }

  private ProfileInfo info(EventProfile profile, String remark) {
    Comments comments = new Comments();
    comments.add("benchmark", params.getBenchmark());
    comments.add("mode", params.getMode().shortLabel());
    for (String key : params.getParamsKeys()) {
      comments.add("param." + key, params.getParam(key));
    }
    comments.add("threads", params.getThreads());
    comments.add("fork", fork);
    comments.add("iterations", iterations);
    comments.add("ops", operations);
    comments.add("jdk", System.getProperty("java.vm.version"));
    comments.add("sampler", sampler.kind().name().toLowerCase(Locale.ROOT));
    profile.comment(comments);
    for (String line : remarks) {
      comments.add("remark", line);
    }
    if (remark != null) {
      comments.add("remark", remark);
    }
    return new ProfileInfo(
        startedAtNanos,
        durationNanos,
        profile.table().period(),
        Integer.toString(fork),
        comments.lines());
  }
}
