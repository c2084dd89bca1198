// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jmhpprof.sampler.Sampler;
import org.jmhpprof.sampler.SamplerException;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.TextResult;
import org.openjdk.jmh.runner.IterationType;

/**
 * The fork's half of the profiler: samples the measurement iterations. With {@code -f 0} it works
 * in the host's JVM.
 *
 * <p>Nothing is thrown: a fork whose profiler fails is still measured to its end, and hands the
 * reason to the host as the result {@link Labels#ERROR}.
 */
final class ForkHooks {
  private static final JvmFlags FLAGS = new JvmFlags();

  private final PprofOptions options;
  private final List<String> remarks = new ArrayList<>();
  private Sampler sampler;
  private ForkProfile profile;
  private boolean sampling;
  private String failure;
  private boolean reported;

  ForkHooks(PprofOptions options) {
    this.options = options;
  }

  void beforeIteration(BenchmarkParams params, IterationParams iteration) {
    if (ForkNumber.here() == ForkNumber.WARMUP || failure != null) {
      return;
    }
    try {
      // Before the first iteration of all, so that the workers start under our eyes; and a clock
      // that cannot be had is refused at once.
      if (sampler == null) {
        sampler = options.samplerChoice().load(options.nativeOnly(), this::remark);
      }
      sampler.prepare(options.sampler(), options.events(), options.allocInterval());
      if (iteration.getType() == IterationType.MEASUREMENT) {
        if (profile == null) {
          profile = openProfile(params);
        }
        profile.start();
        sampling = true;
      } else {
        sampler.rehearse(options.sampler(), options.ticks(), ForkProfile.rehearsal(sampler));
      }
    } catch (Throwable e) {
      fail(e);
    }
  }

  private ForkProfile openProfile(BenchmarkParams params) throws IOException {
    int feature = Runtime.version().feature();
    JvmRemarks.newerThanTested(feature).ifPresent(remarks::add);
    if (!ForkNumber.forked()) {
      new ProfileFiles(options, params).deleteOld();
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      options.virtualThreads().price(feature, java, FLAGS).ifPresent(this::remark);
    }
    return new ForkProfile(options, sampler, params, ForkNumber.here(), remarks);
  }

  private void remark(String line) {
    JmhOutput.say(line);
    remarks.add(line);
  }

  @SuppressWarnings("rawtypes") // as JMH declares it
  Collection<? extends Result> afterIteration(
      BenchmarkParams params, IterationParams iteration, IterationResult result) {
    if (ForkNumber.here() == ForkNumber.WARMUP
        || iteration.getType() != IterationType.MEASUREMENT) {
      return List.of();
    }
    if (sampling) {
      sampling = false;
      try {
        List<Result<?>> results =
            profile.stop(Iteration.of(params, result), profile.isLast(iteration));
        if (!ForkNumber.forked()) {
          // Nobody else does it then.
          results.stream().filter(ForkHooks::isError).forEach(ForkHooks::sayAndFail);
        }
        return results;
      } catch (Throwable e) {
        fail(e);
      }
    }
    if (reported) {
      return List.of();
    }
    reported = true;
    return List.of(new TextResult(failure + "\n", Labels.ERROR));
  }

  private static boolean isError(Result<?> result) {
    return result.getLabel().equals(Labels.ERROR);
  }

  private static void sayAndFail(Result<?> error) {
    JmhOutput.say(error.extendedInfo().strip());
    ExitStatus.failAtEnd();
  }

  private void fail(Throwable e) {
    failure = OneLine.of(e instanceof SamplerException ? e.getMessage() : e.toString());
    JmhOutput.say(failure);
    if (!ForkNumber.forked()) {
      ExitStatus.failAtEnd();
    }
  }
}
