// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Utils;

/**
 * How much slower is a benchmark under a profiler?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar Overhead} takes about 65 minutes; {@code
 * --help} lists what makes it shorter. With a JDK 25, or {@code --jvm} pointing to one, JFR's
 * CPU-time sampling takes part as well.
 *
 * <p>One block is one fork of every workload under every profiler and under none, in random order.
 * The blocks follow each other, so that whatever the machine does meanwhile meets all of them. A
 * fork counts as one value. The overhead is the geometric mean, over the blocks, of the score with
 * the profiler by the score without it of the same block, with a 95 % t interval of the logarithms.
 * The same is done with the CPU time of the process, which has the profiler's own threads in it.
 */
final class Overhead {
  private record Workload(String label, String method, int threads) {}

  private static final List<Workload> WORKLOADS =
      List.of(
          new Workload("shallow", "shallow", 1),
          new Workload("deep", "deep", 1),
          new Workload("allocating", "allocating", 1),
          new Workload("two-threads", "shallow", 2));

  /** A profiler at an interval. */
  private record Treatment(Contender contender, int millis) {
    String label() {
      return contender == Contender.NONE ? "none" : contender.label() + "@" + millis + "ms";
    }
  }

  private static final Treatment NONE = new Treatment(Contender.NONE, 0);

  /** What one fork came to. */
  private record Fork(double score, double cpu, double allocated, double samplesPerSecond) {
    static final Fork FAILED = new Fork(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  private final OptionParser parser = new OptionParser();
  private final OptionSpec<Integer> blocks =
      parser
          .accepts("blocks", "Forks of each pair")
          .withRequiredArg()
          .ofType(Integer.class)
          .defaultsTo(10);
  private final OptionSpec<Integer> warmups =
      parser
          .accepts("wi", "Warmup iterations")
          .withRequiredArg()
          .ofType(Integer.class)
          .defaultsTo(2);
  private final OptionSpec<Integer> iterations =
      parser
          .accepts("i", "Measurement iterations")
          .withRequiredArg()
          .ofType(Integer.class)
          .defaultsTo(3);
  private final OptionSpec<String> time =
      parser.accepts("r", "Length of an iteration").withRequiredArg().defaultsTo("1s");
  private final OptionSpec<String> workloads =
      parser.accepts("workloads", "Only these").withRequiredArg().withValuesSeparatedBy(',');
  private final OptionSpec<String> profilers =
      parser.accepts("profilers", "Only these").withRequiredArg().withValuesSeparatedBy(',');
  private final OptionSpec<Integer> intervals =
      parser
          .accepts("intervals", "Sampling intervals, ms")
          .withRequiredArg()
          .ofType(Integer.class)
          .withValuesSeparatedBy(',')
          .defaultsTo(1, 10);
  private final OptionSpec<String> jvm =
      parser
          .accepts("jvm", "The java of the forks")
          .withRequiredArg()
          .defaultsTo(Path.of(System.getProperty("java.home"), "bin", "java").toString());
  private final OptionSpec<String> csv =
      parser
          .accepts("csv", "Where each fork's figures go")
          .withRequiredArg()
          .defaultsTo("overhead.csv");
  private final OptionSpec<Void> help = parser.accepts("help", "Prints this").forHelp();

  private OptionSet options;
  private Path scratch;

  private Overhead() {}

  static void main(String[] args) throws Exception {
    Overhead overhead = new Overhead();
    try {
      overhead.options = overhead.parser.parse(args);
      if (overhead.options.has(overhead.help)) {
        overhead.parser.printHelpOn(System.out);
      } else {
        overhead.run();
      }
    } catch (OptionException | IllegalArgumentException e) {
      System.err.println("Overhead: " + e.getMessage());
      System.exit(2);
    }
  }

  private void run() throws IOException, RunnerException {
    List<Workload> chosen =
        WORKLOADS.stream().filter(workload -> isChosen(workloads, workload.label())).toList();
    List<Treatment> treatments = treatments();
    requireAllKnown(workloads, WORKLOADS.stream().map(Workload::label).toList());
    requireAllKnown(profilers, Arrays.stream(Contender.values()).map(Contender::label).toList());
    scratch = Files.createTempDirectory("overhead");
    Map<Workload, Map<Treatment, List<Fork>>> forks = new LinkedHashMap<>();
    Random random = new Random(42);
    try (PrintStream rows = new PrintStream(options.valueOf(csv))) {
      rows.println("block,workload,profiler,interval,score,cpu,allocated,samplesPerSecond");
      for (int block = 1; block <= options.valueOf(blocks); block++) {
        for (Workload workload : chosen) {
          List<Treatment> order = new ArrayList<>(treatments);
          Collections.shuffle(order, random);
          for (Treatment treatment : order) {
            Fork fork = fork(workload, treatment);
            forks
                .computeIfAbsent(workload, key -> new LinkedHashMap<>())
                .computeIfAbsent(treatment, key -> new ArrayList<>())
                .add(fork);
            rows.printf(
                Locale.ROOT,
                "%d,%s,%s,%d,%.3f,%.3f,%.3f,%.1f%n",
                block,
                workload.label(),
                treatment.contender().label(),
                treatment.millis(),
                fork.score(),
                fork.cpu(),
                fork.allocated(),
                fork.samplesPerSecond());
            System.out.printf(
                Locale.ROOT,
                "%d/%d %-12s %-20s %10.1f ns/op%n",
                block,
                options.valueOf(blocks),
                workload.label(),
                treatment.label(),
                fork.score());
          }
        }
      }
    } finally {
      delete(scratch);
    }
    forks.forEach((workload, byTreatment) -> print(workload, treatments, byTreatment));
  }

  private boolean isChosen(OptionSpec<String> spec, String label) {
    return !options.has(spec) || options.valuesOf(spec).contains(label);
  }

  private void requireAllKnown(OptionSpec<String> spec, List<String> known) {
    for (String label : options.valuesOf(spec)) {
      if (!known.contains(label)) {
        throw new IllegalArgumentException("unknown: " + label + "; known are " + known);
      }
    }
  }

  private List<Treatment> treatments() {
    int release = release();
    List<Treatment> treatments = new ArrayList<>(List.of(NONE));
    for (int millis : options.valuesOf(intervals)) {
      for (Contender contender : Contender.values()) {
        if (contender != Contender.NONE
            && isChosen(profilers, contender.label())
            && contender.available(release)) {
          treatments.add(new Treatment(contender, millis));
        }
      }
    }
    return treatments;
  }

  /** The release of the JDK that runs the forks. */
  private int release() {
    String printed = String.join(" ", Utils.runWith(options.valueOf(jvm), "-version"));
    Matcher version = Pattern.compile("version \"(\\d+)").matcher(printed);
    if (!version.find()) {
      throw new IllegalArgumentException("not a java: " + options.valueOf(jvm));
    }
    return Integer.parseInt(version.group(1));
  }

  private Fork fork(Workload workload, Treatment treatment) throws IOException, RunnerException {
    Path dir = Files.createTempDirectory(scratch, "fork");
    TimeValue length = TimeValue.fromString(options.valueOf(time));
    ChainedOptionsBuilder run =
        new OptionsBuilder()
            .include(Workloads.class.getName() + "\\." + workload.method() + "$")
            .threads(workload.threads())
            .forks(1)
            .warmupIterations(options.valueOf(warmups))
            .warmupTime(length)
            .measurementIterations(options.valueOf(iterations))
            .measurementTime(length)
            .jvm(options.valueOf(jvm))
            // A virtual machine's first touch of a page can take far longer than any profiler.
            .jvmArgsAppend("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch")
            .verbosity(VerboseMode.SILENT);
    treatment.contender().addTo(run, treatment.millis(), dir);
    // Behind the contender, so that they see what it does during an iteration, and not around it.
    run.addProfiler(GCProfiler.class).addProfiler(ProcessCpu.class);
    Collection<RunResult> results = new Runner(run.build()).run();
    if (results.size() != 1) {
      System.err.println(
          workload.label() + " under " + treatment.label() + ": the fork left no result");
      delete(dir);
      return Fork.FAILED;
    }
    RunResult result = results.iterator().next();
    double seconds = length.convertTo(TimeUnit.MILLISECONDS) / 1e3;
    Fork fork =
        new Fork(
            result.getPrimaryResult().getScore(),
            result.getSecondaryResults().get(ProcessCpu.LABEL).getScore(),
            result.getSecondaryResults().get("gc.alloc.rate.norm").getScore(),
            treatment.contender().samples(result, dir) / (seconds * options.valueOf(iterations)));
    delete(dir);
    return fork;
  }

  private static void print(
      Workload workload, List<Treatment> treatments, Map<Treatment, List<Fork>> forks) {
    List<Fork> without = forks.get(NONE);
    System.out.printf(
        Locale.ROOT,
        "%n%s: %.1f ns/op, %.1f ns of CPU, %.1f B/op without a profiler; %d forks%n",
        workload.label(),
        average(without, Fork::score),
        average(without, Fork::cpu),
        average(without, Fork::allocated),
        without.size());
    System.out.printf(
        "%-20s %-29s %-29s %9s %8s%n",
        "profiler", "overhead (95 % interval)", "CPU time (95 % interval)", "samples/s", "B/op");
    for (Treatment treatment : treatments.subList(1, treatments.size())) {
      List<Fork> with = forks.get(treatment);
      double samples = average(with, Fork::samplesPerSecond);
      System.out.printf(
          Locale.ROOT,
          "%-20s %-29s %-29s %9s %+8.1f%n",
          treatment.label(),
          percents(with, without, Fork::score),
          percents(with, without, Fork::cpu),
          Double.isNaN(samples) ? "-" : String.format(Locale.ROOT, "%.0f", samples),
          average(with, Fork::allocated) - average(without, Fork::allocated));
    }
  }

  private static String percents(
      List<Fork> with, List<Fork> without, ToDoubleFunction<Fork> figure) {
    PairedRatio ratio =
        PairedRatio.of(
            with.stream().mapToDouble(figure).toArray(),
            without.stream().mapToDouble(figure).toArray());
    return String.format(
        Locale.ROOT,
        "%+.2f%% (%+.2f to %+.2f)",
        percent(ratio.ratio()),
        percent(ratio.low()),
        percent(ratio.high()));
  }

  private static double average(List<Fork> forks, ToDoubleFunction<Fork> figure) {
    return forks.stream()
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }

  private static double percent(double ratio) {
    return 100 * (ratio - 1);
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
