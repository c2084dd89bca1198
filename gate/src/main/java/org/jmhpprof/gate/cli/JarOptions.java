// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkResult.RunDesign;
import org.jmhpprof.gate.run.BenchmarkJar;
import org.jmhpprof.gate.run.Pairs;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** How benchmark jars are run, and which of their benchmarks. */
final class JarOptions {
  /** {@code 90s}, {@code 20m}, {@code 2h}. */
  static final class Durations implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})(s|m|min|h)");

    @Override
    public Duration convert(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException("expected a time such as 90s, 20m or 2h, found " + text);
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> Duration.ofSeconds(number);
        case "h" -> Duration.ofHours(number);
        default -> Duration.ofMinutes(number);
      };
    }
  }

  enum Jit {
    BATCH,
    AS_IS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Option(
      names = "--java",
      paramLabel = "FILE",
      description = "The JVM that runs the benchmarks. Default: the one that runs the gate.")
  private Path java = Path.of(System.getProperty("java.home"), "bin", "java");

  @Option(
      names = "--profiler-jar",
      paramLabel = "JAR",
      description = "jmh-pprof.jar, for benchmark jars that have none inside, or another version.")
  private Path profiler;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all random orders. Default: another each time, printed.")
  private Long seed;

  @Option(
      names = "--ignore-jmh-lock",
      description = "Do not wait while another JMH runs on this machine; both disturb each other.")
  private boolean ignoreLock;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "No other block begins after it, as 90s, 20m or 2h. Default: none.")
  private Duration budget;

  @Option(
      names = "--design",
      paramLabel = "NAME",
      defaultValue = "pairs",
      description =
          "pairs: one fork of each side at the same time on one processor, compared by CPU time per"
              + " operation; turns: one after the other, by JMH's score. Default:"
              + " ${DEFAULT-VALUE}.")
  private RunDesign design;

  @Option(
      names = "--jit",
      paramLabel = "NAME",
      defaultValue = "batch",
      description =
          "In pairs: batch lets the program wait for the compiler (-Xbatch), so that forks settle"
              + " in the same compiled code; as-is leaves the JVM's flags alone. Default:"
              + " ${DEFAULT-VALUE}.")
  private Jit jit;

  @Parameters(paramLabel = "REGEX", arity = "0..*", description = "Benchmarks, as JMH takes them.")
  private List<String> patterns = new ArrayList<>();

  BenchmarkJar open(Path jar) throws BadInput {
    return open(jar, Optional.empty());
  }

  /**
   * Opens a jar.
   *
   * @param own the JVM that runs it; empty for the common one
   */
  BenchmarkJar open(Path jar, Optional<Path> own) throws BadInput {
    Path vm = own.orElse(java);
    // A bare name is looked up on the PATH.
    boolean bare = vm.getNameCount() == 1 && !vm.isAbsolute();
    if (!bare && (!Files.isExecutable(vm) || Files.isDirectory(vm))) {
      throw new BadInput("--java " + vm + ": nothing that can be run");
    }
    if (profiler != null && !Files.isRegularFile(profiler)) {
      throw new BadInput("--profiler-jar " + profiler + ": no such file");
    }
    NamePatterns.of(patterns, List.of());
    return BenchmarkJar.open(jar, vm, Optional.ofNullable(profiler), ignoreLock);
  }

  /** Null if not given. */
  Path profiler() {
    return profiler;
  }

  /** Null if not given. */
  Long seed() {
    return seed;
  }

  /** How long blocks may begin; empty for ever. */
  Optional<Duration> budget() {
    return Optional.ofNullable(budget);
  }

  /** Empty for all benchmarks. */
  List<String> patterns() {
    return patterns;
  }

  boolean inTurns() {
    return design == RunDesign.TURNS;
  }

  /**
   * How pairs run; empty for turns.
   *
   * @param stubs where the measured loops go
   * @param err is told why there are no pairs where they were asked for
   */
  Optional<Pairs> pairs(Path stubs, PrintWriter err)
      throws BadInput, IOException, InterruptedException {
    if (inTurns()) {
      return Optional.empty();
    }
    Optional<String> why = Pairs.whyNotHere();
    if (why.isPresent()) {
      err.println("in turns, by wall time, since " + why.get());
      return Optional.empty();
    }
    return Optional.of(new Pairs(stubs, jit == Jit.BATCH));
  }

  /** Among what has to be equal when a run goes on. */
  void addTo(Map<String, String> facts) {
    design.addTo(facts);
    facts.put("jit", design == RunDesign.TURNS || jit == Jit.AS_IS ? "" : "-Xbatch");
  }

  /**
   * Which benchmarks are meant, as JMH takes it: what a pattern is found in, and no excluding one.
   *
   * @param includes none for all
   */
  record NamePatterns(List<Pattern> includes, List<Pattern> excludes) {
    /**
     * Compiles them.
     *
     * @throws BadInput if one is no regular expression
     */
    static NamePatterns of(List<String> includes, List<String> excludes) throws BadInput {
      return new NamePatterns(compiled(includes), compiled(excludes));
    }

    private static List<Pattern> compiled(List<String> texts) throws BadInput {
      List<Pattern> compiled = new ArrayList<>();
      for (String text : texts) {
        compiled.add(compiled(text));
      }
      return compiled;
    }

    /**
     * Compiles one.
     *
     * @throws BadInput if it is no regular expression
     */
    static Pattern compiled(String text) throws BadInput {
      try {
        return Pattern.compile(text);
      } catch (PatternSyntaxException e) {
        throw new BadInput(text + ": no regular expression: " + e.getDescription());
      }
    }

    boolean mean(String name) {
      return (includes.isEmpty() || found(includes, name)) && !found(excludes, name);
    }

    private static boolean found(List<Pattern> patterns, String name) {
      return patterns.stream().anyMatch(pattern -> pattern.matcher(name).find());
    }
  }
}
