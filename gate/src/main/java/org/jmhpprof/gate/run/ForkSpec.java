// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult.RunDesign;
import org.jmhpprof.gate.run.JmhOptions.Task;
import org.jmhpprof.gate.run.Pairs.Processor;

/**
 * One JVM to be run.
 *
 * @param task in head's names
 * @param block its number
 * @param results where its result goes
 * @param profiling the profile that it leaves; empty for none
 * @param launch how it starts
 * @param warmups iterations; empty for the benchmark's own number
 * @param deadline when it should have begun
 * @param patience how long it may take beyond the deadline
 */
record ForkSpec(
    Build build,
    Task task,
    int block,
    Path results,
    Optional<Profiling> profiling,
    Launch launch,
    OptionalInt warmups,
    Instant deadline,
    Duration patience) {
  /**
   * A profile to be taken.
   *
   * @param directory where it goes
   * @param events what is profiled beside CPU time
   */
  record Profiling(Path directory, Set<String> events) {}

  /**
   * How a fork is started, beside what its side and its benchmark ask for.
   *
   * @param processor where it runs, alone or with the other of its pair; empty for anywhere
   * @param flags of the JVM, before all others
   * @param stubs measured loops; empty where the score is JMH's own
   */
  record Launch(Optional<Processor> processor, List<String> flags, Optional<Path> stubs) {
    private static final String OPTIONS = "JAVA_TOOL_OPTIONS";

    /** As JMH itself would. */
    static final Launch PLAIN = new Launch(Optional.empty(), List.of(), Optional.empty());

    boolean paired() {
      return processor.isPresent();
    }

    List<String> prefix() {
      return processor.map(Processor::prefix).orElse(List.of());
    }

    /**
     * By the environment: of all ways to give flags to a JVM this one leaves the benchmark's own
     * (@Fork) alone, and is the weakest.
     */
    void addTo(Map<String, String> environment) {
      if (!flags.isEmpty()) {
        String own = String.join(" ", flags);
        environment.merge(OPTIONS, own, (theirs, ours) -> ours + " " + theirs);
      }
    }

    /** What a comparison depends on. */
    SortedMap<String, String> facts() {
      SortedMap<String, String> facts = new TreeMap<>();
      (paired() ? RunDesign.PAIRS : RunDesign.TURNS).addTo(facts);
      return facts;
    }
  }

  /** The detail that says how many iterations a lengthened warmup has. */
  static final String WARMUPS = "warmups";

  private static final String COST = "org.jmhpprof.cost.CostProfiler";

  /** The benchmark, as the build calls it. */
  Task own() {
    return task.inBuildWith(build.renames());
  }

  /** The whole command. */
  List<String> command(JmhOptions options, Path output) {
    boolean profiled = profiling.isPresent();
    JmhOptions all = build.setting().addTo(options, profiled, build.profilersFiles());
    if (warmups.isPresent()) {
      all = all.without("-wi");
    }
    List<String> arguments = new ArrayList<>(own().arguments(all));
    // With -foe one combination that fails takes all others with it.
    arguments.addAll(List.of("-f", "1", "-foe", "false", "-rf", "json"));
    arguments.addAll(List.of("-rff", output.toString()));
    warmups.ifPresent(count -> arguments.addAll(List.of("-wi", String.valueOf(count))));
    profiling
        .map(each -> build.jar().profiling(each.directory, each.events))
        .ifPresent(profiler -> arguments.addAll(List.of("-prof", profiler)));
    List<Path> first = new ArrayList<>();
    if (!profiled && launch.stubs().isPresent()) {
      first.add(launch.stubs().get());
      arguments.addAll(List.of("-prof", COST));
    }
    if (profiled || !build.setting().profilers().isEmpty()) {
      // First, so that both builds have the same one whatever is inside them.
      build.jar().profiler().ifPresent(first::add);
    }
    List<String> command = new ArrayList<>(launch.prefix());
    command.addAll(build.jar().command(first, launch.paired(), arguments));
    return command;
  }

  /** What JMH's result file does not say of the fork. */
  BlockNote note(
      String session,
      Instant start,
      Instant end,
      String failure,
      SortedMap<BenchmarkKey, String> failed) {
    SortedMap<String, String> facts = Host.facts();
    facts.putAll(launch.facts());
    SortedMap<String, String> details = Host.details();
    warmups.ifPresent(count -> details.put(WARMUPS, String.valueOf(count)));
    if (!build.intended().isEmpty()) {
      details.put(BlockNote.INTENDED, String.join(" ", build.intended()));
    }
    return new BlockNote(
        own().benchmark(),
        block,
        session,
        start.truncatedTo(ChronoUnit.MILLIS).toString(),
        start.until(end, ChronoUnit.MILLIS) / 1000.0,
        failure,
        failed,
        facts,
        details);
  }

  /** The machine, as far as a comparison depends on it. */
  static final class Host {
    private Host() {}

    /** CPU model and the number of cores that a JVM may use; a quota counts. */
    static SortedMap<String, String> facts() {
      SortedMap<String, String> facts = new TreeMap<>();
      facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
      facts.put("cpu", cpu());
      facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
      return facts;
    }

    static SortedMap<String, String> details() {
      return new TreeMap<>(Map.of("kernel", System.getProperty("os.version")));
    }

    private static String cpu() {
      try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown");
      } catch (IOException e) {
        return "unknown";
      }
    }
  }
}
