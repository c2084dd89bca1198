// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jmhpprof.profile.Event;
import org.jmhpprof.viewer.model.ProfileGroup;
import org.jmhpprof.viewer.page.BenchmarkPage;
import org.jmhpprof.viewer.page.IndexPage;
import org.jmhpprof.viewer.page.ProfilePage;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/**
 * The pages of a run, written by the host after each fork from all forks so far. No page is worth a
 * score: one that cannot be written costs a line.
 */
final class Pages {
  // JMH makes a profiler for each benchmark; the index is over all of them.
  private static final Map<Path, Pages> BY_DIRECTORY = new ConcurrentHashMap<>();

  private final PprofOptions options;
  private final Map<Path, Benchmark> benchmarks = new LinkedHashMap<>();
  private Path last;

  /** All iterations of a benchmark so far, so that JMH itself makes its score of them. */
  private record Benchmark(BenchmarkParams params, List<IterationResult> iterations) {
    BenchmarkResult result() {
      return new BenchmarkResult(params, iterations);
    }
  }

  /** The pages of this run in the options' directory. */
  static Pages of(PprofOptions options) {
    return BY_DIRECTORY.computeIfAbsent(
        options.dir().toAbsolutePath().normalize(), directory -> new Pages(options));
  }

  private Pages(PprofOptions options) {
    this.options = options;
    if (ExitStatus.isMains()) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::sayLast, "jmh-pprof-pages"));
    }
  }

  private synchronized void sayLast() {
    if (last != null) {
      JmhOutput.say("page: " + last);
    }
  }

  /** Adds a fork, and writes the page of its benchmark and the one over all of them. */
  synchronized void add(BenchmarkResult result, ProfileFiles files, int fork) {
    try {
      List<Path> profiles = files.upTo(fork);
      if (profiles.isEmpty()) {
        return;
      }
      benchmarks
          .computeIfAbsent(
              files.page(), page -> new Benchmark(result.getParams(), new ArrayList<>()))
          .iterations
          .addAll(result.getIterationResults());
      ProfilePage.write(files.page(), BenchmarkPage.of(ProfileGroup.of(profiles, "").get(0)));
      last = last == null ? files.page() : last;
      Path index = options.dir().resolve("index.html").normalize();
      IndexPage.write(index, index());
      last = benchmarks.size() == 1 ? files.page() : index;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      JmhOutput.say("the page was not written: " + OneLine.of(e.toString()));
    }
  }

  private String index() {
    List<String> heads = new ArrayList<>(List.of("score"));
    options.events().forEach(event -> heads.add(head(event)));
    heads.addAll(List.of("profiler's overhead", "without a stack"));
    List<IndexPage.Row> rows = new ArrayList<>();
    benchmarks.forEach((page, benchmark) -> rows.add(row(page, benchmark)));
    return IndexPage.of(heads, rows);
  }

  private static String head(Event event) {
    return switch (event) {
      case CPU -> "CPU time";
      case ALLOC -> "allocated";
      case LOCK -> "waits for monitors";
      case WALL -> "wall time";
    };
  }

  private IndexPage.Row row(Path page, Benchmark benchmark) {
    @SuppressWarnings("rawtypes") // as JMH declares it
    Map<String, Result> found = benchmark.result().getSecondaryResults();
    List<String> figures = new ArrayList<>();
    figures.add(score(benchmark.result().getPrimaryResult()));
    options.events().forEach(event -> figures.add(figure(found.get(Labels.perOperation(event)))));
    figures.add(figure(found.get(Labels.OVERHEAD)));
    double unseen = value(found.get(Labels.LOST)) + value(found.get(Labels.FAILED));
    double all = unseen + value(found.get(Labels.SAMPLES));
    figures.add(all > 0 ? number(100 * unseen / all) + " %" : "");
    String link = page.getParent().getFileName() + "/" + page.getFileName();
    return new IndexPage.Row(name(benchmark.params), link, figures);
  }

  private static String name(BenchmarkParams params) {
    StringBuilder name = new StringBuilder(params.getBenchmark());
    name.append(' ').append(params.getMode().shortLabel());
    for (String key : params.getParamsKeys()) {
      name.append(", ").append(key).append('=').append(OneLine.of(params.getParam(key)));
    }
    return name.toString();
  }

  private static String score(Result<?> result) {
    if (result == null) {
      return "";
    }
    double error = result.getScoreError();
    return number(result.getScore())
        + (Double.isNaN(error) ? "" : " \u00b1 " + number(error))
        + " "
        + result.getScoreUnit();
  }

  private static String figure(Result<?> result) {
    return result == null ? "" : number(result.getScore()) + " " + result.getScoreUnit();
  }

  private static double value(Result<?> result) {
    return result == null ? 0 : result.getScore();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%.0f" : "%.3f", value);
  }
}
