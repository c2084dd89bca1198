// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jmhpprof.profile.Event;
import org.jmhpprof.push.OutgoingProfile;
import org.jmhpprof.push.Push;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * The profiles of a run on their way to a server, benchmark by benchmark. No server is worth a
 * score: what it does not take costs a line. One that does not answer is not asked again.
 */
final class Pushes {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  // JMH makes a profiler for each benchmark.
  private static final Map<PprofOptions, Pushes> BY_OPTIONS = new ConcurrentHashMap<>();

  private final PprofOptions options;
  private final Push push;
  private boolean away;

  /** Those of the run that has these options. */
  static Pushes of(PprofOptions options) {
    return BY_OPTIONS.computeIfAbsent(options, run -> new Pushes(run, LIMIT));
  }

  Pushes(PprofOptions options, Duration limit) {
    this.options = options;
    push = new Push(options.pushTo(), options.push(), limit);
  }

  /** Sends what the forks of a benchmark left. */
  synchronized void send(BenchmarkParams params, ProfileFiles files) {
    List<String> failures = new ArrayList<>();
    for (Event event : options.events()) {
      List<Path> profiles = files.upTo(params.getForks(), event);
      if (!away && !profiles.isEmpty()) {
        try {
          push.send(OutgoingProfile.of(event, profiles, labels(params)));
        } catch (Push.NoAnswer e) {
          away = true;
          failures.add(e.getMessage() + "; nothing more is sent there in this run");
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
          String reason = e instanceof IOException ? e.getMessage() : e.toString();
          failures.add(event.word() + ": " + reason);
        }
      }
    }
    if (!failures.isEmpty()) {
      JmhOutput.say(
          "the profiles of "
              + params.getBenchmark()
              + " were not all sent to "
              + options.push()
              + ": "
              + OneLine.of(String.join(", ", failures)));
    }
  }

  /** The label {@code fork} is that of each sample. */
  private static Map<String, String> labels(BenchmarkParams params) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("benchmark", params.getBenchmark());
    labels.put("mode", params.getMode().shortLabel());
    if (!params.getParamsKeys().isEmpty()) {
      labels.put(
          "params",
          params.getParamsKeys().stream()
              .map(key -> key + "=" + params.getParam(key))
              .collect(Collectors.joining(";")));
    }
    return labels;
  }
}
