// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.Phase;
import org.jmhpprof.profile.ProfileInfo;
import org.jmhpprof.profile.ProfileWriter;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.profile.TopTable;
import org.jmhpprof.sampler.ClockChoice;
import org.jmhpprof.sampler.SampleCounts;
import org.jmhpprof.sampler.Sampler;
import org.jmhpprof.sampler.SamplerException;
import org.jmhpprof.sampler.Unseen;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.results.TextResult;

/**
 * The profile of one benchmark in one fork: grows with each measurement iteration, and is written
 * after each one.
 */
final class ForkProfile {
  private final PprofOptions options;
  private final BenchmarkParams params;
  private final int fork;
  private final Path file;
  private final Sampler sampler;
  private final StackTable table = new StackTable();
  private final FrameCache frames;
  private final Set<String> remarks = new LinkedHashSet<>();
  private final Set<String> clocks = new LinkedHashSet<>();
  private ClockChoice choice;
  private boolean saidShort;

  private long startedAtNanos;
  private long durationNanos;
  private long iterationStart;
  private int iterations;
  private long operations;
  private long recorded;
  private long lost;
  private long failed;
  private long overruns;
  private long walkedAgain;
  private long retries;
  private long costNanos;
  private long vmNanos;
  private Unseen.Verdict unseen;

  /**
   * An empty profile.
   *
   * @param jvmRemarks what to say of this JVM in the comments, a line each
   */
  ForkProfile(PprofOptions options, BenchmarkParams params, int fork, List<String> jvmRemarks)
      throws SamplerException {
    remarks.addAll(jvmRemarks);
    this.options = options;
    this.params = params;
    this.fork = fork;
    this.file = new ProfileFiles(options, params).ofFork(fork);
    this.sampler = Sampler.load();
    this.frames = new FrameCache(sampler.symbols(), JmhHarness.HARNESS);
  }

  void start() throws SamplerException {
    if (sampler.running()) {
      // JMH left an iteration without its end; nobody wants those samples.
      sampler.stop();
    }
    if (startedAtNanos == 0) {
      startedAtNanos = System.currentTimeMillis() * 1_000_000;
    }
    iterationStart = System.nanoTime();
    sampler.start(options.sampler(), table);
    choice = sampler.clock(options.sampler());
    remarkShort(choice.shortInterval(options.intervalNanos()));
  }

  /** Whether an iteration, not counted yet, is the last one. */
  boolean isLast(IterationParams iteration) {
    return iterations + 1 >= iteration.getCount();
  }

  /**
   * Ends the iteration. The numbers are complete even if the profile is not: if it could not be
   * written, or most of the CPU time has no stack, the last iteration's say so as {@link
   * Labels#ERROR}. An iteration before that only prints that it could not be written, for each one
   * writes the whole file anew.
   */
  List<Result<?>> stop(long iterationOperations, boolean last) throws SamplerException {
    SampleCounts counts = sampler.stop();
    durationNanos += System.nanoTime() - iterationStart;
    iterations++;
    operations += iterationOperations;
    recorded += counts.recorded();
    lost += counts.lost();
    failed += counts.failed();
    overruns += counts.overruns();
    walkedAgain += counts.walkedAgain();
    retries += counts.retries();
    clocks.add(counts.clock());
    counts.remarks().forEach(this::remark);
    remarkShort(counts.shortInterval(options.intervalNanos()));
    frames.resolve(table);
    List<Result<?>> results = results(counts, iterationOperations);
    unseen = Unseen.in(table).judge(durationNanos);
    List<String> errors = new ArrayList<>();
    try {
      Files.createDirectories(file.getParent());
      ProfileWriter.write(file, table, frames, info());
      if (last) {
        results.add(new TextResult(text(), Labels.TOP));
      }
    } catch (Throwable e) {
      errors.add("the profile was not written: " + OneLine.of(e.toString()));
    }
    if (last && unseen.failed()) {
      errors.add(unseen.line());
    } else if (last && unseen.line() != null) {
      JmhOutput.say(unseen.line());
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

  private List<Result<?>> results(SampleCounts counts, long operations) {
    long costBefore = costNanos;
    long vmBefore = vmNanos;
    costNanos = frames.cpuNanos(table, Phase.MEASURE) + frames.cpuNanos(table, Phase.PROGRAM);
    vmNanos = frames.cpuNanos(table, Phase.VM);
    List<Result<?>> results = new ArrayList<>();
    results.add(sum(Labels.SAMPLES, counts.recorded(), "#"));
    results.add(sum(Labels.LOST, counts.lost(), "#"));
    results.add(sum(Labels.FAILED, counts.failed(), "#"));
    results.add(sum(Labels.CPU, counts.cpuNanos() / 1e6, "ms"));
    if (operations > 0) {
      double cost = costNanos - costBefore;
      double vm = vmNanos - vmBefore;
      results.add(average(Labels.CPU_PER_OPERATION, cost / operations, "ns/op"));
      results.add(average(Labels.VM_PER_OPERATION, vm / operations, "ns/op"));
    }
    if (counts.cpuNanos() > 0) {
      double overhead = (double) counts.overheadNanos() / counts.cpuNanos();
      results.add(average(Labels.OVERHEAD, 100 * overhead, "%"));
      results.add(average(Labels.HANDLER_P50, counts.handlerP50Nanos(), "ns"));
      results.add(average(Labels.HANDLER_P99, counts.handlerP99Nanos(), "ns"));
    }
    return results;
  }

  private static Result<?> sum(String label, double value, String unit) {
    return new ScalarResult(label, value, unit, AggregationPolicy.SUM);
  }

  private static Result<?> average(String label, double value, String unit) {
    return new ScalarResult(label, value, unit, AggregationPolicy.AVG);
  }

  private ProfileInfo info() {
    List<String> comments = new ArrayList<>();
    comment(comments, "benchmark", params.getBenchmark());
    comment(comments, "mode", params.getMode().shortLabel());
    for (String key : params.getParamsKeys()) {
      comment(comments, "param." + key, params.getParam(key));
    }
    comment(comments, "threads", params.getThreads());
    comment(comments, "fork", fork);
    comment(comments, "iterations", iterations);
    comment(comments, "ops", operations);
    comment(comments, "jdk", System.getProperty("java.vm.version"));
    comment(comments, "clock", String.join("+", clocks));
    comment(comments, "clock.reason", choice.reason());
    comment(comments, "clock.perf.signal", nanos(choice.perfNanos()));
    comment(comments, "clock.timer.signal", nanos(choice.timerNanos()));
    comment(comments, "clock.perf.switch", nanos(choice.switchNanos()));
    comment(comments, "samples", recorded);
    comment(comments, "lost", lost);
    comment(comments, "failed", failed);
    comment(comments, "overruns", overruns);
    comment(comments, "walked-again", walkedAgain);
    comment(comments, "retries", retries);
    for (String remark : remarks) {
      comment(comments, "remark", remark);
    }
    if (unseen.line() != null) {
      comment(comments, "remark", unseen.line());
    }
    return new ProfileInfo(
        startedAtNanos, durationNanos, options.intervalNanos(), Integer.toString(fork), comments);
  }

  private static String nanos(long measured) {
    return measured == 0 ? "unknown" : measured + "ns";
  }

  private static void comment(List<String> comments, String key, Object value) {
    comments.add(key + "=" + OneLine.of(String.valueOf(value)));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    double total = Math.max(1, table.totalCpuNanos());
    double perOperation = operations == 0 ? 0 : 1.0 / operations;
    text.append(
        String.format(Locale.ROOT, "%n%9s %9s %12s  %s%n", "self", "cum", "ns/op", "frame"));
    for (TopTable.Row row : TopTable.rows(table, frames, options.top())) {
      text.append(
          String.format(
              Locale.ROOT,
              "%8.2f%% %8.2f%% %12.3f  %s%n",
              100 * row.selfNanos() / total,
              100 * row.cumulativeNanos() / total,
              row.selfNanos() * perOperation,
              row.name()));
    }
    return text.append("Profile: ").append(file).append(System.lineSeparator()).toString();
  }
}
