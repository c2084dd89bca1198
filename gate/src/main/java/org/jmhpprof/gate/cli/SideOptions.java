// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Config.Percent;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.SuiteResult.Conclusion;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.model.Verdict.ExitStatus;
import org.jmhpprof.gate.run.BenchmarkJar;
import org.jmhpprof.gate.run.Build.Setting;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How base and head are meant to differ, apart from their jars. */
final class SideOptions {
  @Option(
      names = "--base-jvm-args",
      paramLabel = "ARGS",
      description = "Arguments of base's JVM alone, behind all others.")
  private String baseArgs = "";

  @Option(names = "--head-jvm-args", paramLabel = "ARGS", description = "The same for head.")
  private String headArgs = "";

  @Option(
      names = "--base-java",
      paramLabel = "FILE",
      description = "The JVM that runs base. Default: --java.")
  private Path baseJava;

  @Option(names = "--head-java", paramLabel = "FILE", description = "The same for head.")
  private Path headJava;

  @Option(
      names = "--base-param",
      paramLabel = "NAME=VALUE",
      description =
          "A parameter's value in base alone; --head-param says which value it is compared with.")
  private Map<String, String> baseParams = Map.of();

  @Option(names = "--head-param", paramLabel = "NAME=VALUE", description = "The same for head.")
  private Map<String, String> headParams = Map.of();

  @Option(
      names = "--base-prof",
      paramLabel = "NAME[:OPTIONS]",
      description = "A profiler that runs in base alone.")
  private List<String> baseProfilers = List.of();

  @Option(names = "--head-prof", paramLabel = "NAME[:OPTIONS]", description = "The same for head.")
  private List<String> headProfilers = List.of();

  @Option(
      names = "--inject",
      paramLabel = "SHARE",
      converter = Injected.class,
      description =
          "Proves the gate: head's operations cost this share of their CPU time more, as 20%%, in"
              + " pairs. Both jars may be the same. Exit status: 0 if the gate finds it, else 1.")
  private Double injected;

  /** A share above 0. */
  static final class Injected implements CommandLine.ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      try {
        double share = Percent.parse("its value", text);
        if (share > 0) {
          return share;
        }
      } catch (BadInput e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
      throw new CommandLine.TypeConversionException("expected more than 0");
    }
  }

  /** By how much head is slowed down on purpose; empty for not at all. */
  OptionalDouble injected() {
    return injected == null ? OptionalDouble.empty() : OptionalDouble.of(injected);
  }

  /** Whether a word of the command line is an option whose value is arguments of a JVM. */
  static boolean takesJvmArgs(String word) {
    return word.equals("--base-jvm-args") || word.equals("--head-jvm-args");
  }

  Setting base() {
    return setting(baseArgs, baseParams, baseProfilers, 0);
  }

  Setting head() {
    return setting(headArgs, headParams, headProfilers, injected().orElse(0));
  }

  private static Setting setting(
      String arguments, Map<String, String> params, List<String> profilers, double slowDown) {
    List<String> words = arguments.isBlank() ? List.of() : List.of(arguments.strip().split("\\s+"));
    return new Setting(words, new TreeMap<>(params), profilers, slowDown);
  }

  Optional<Path> baseJava() {
    return Optional.ofNullable(baseJava);
  }

  Optional<Path> headJava() {
    return Optional.ofNullable(headJava);
  }

  /** The conditions in which the sides are meant to differ, by the names of their facts. */
  Set<String> intended() {
    SortedSet<String> names = new TreeSet<>(base().differences(head()));
    if (baseJava != null || headJava != null) {
      names.addAll(Set.of("jdk", "vmName"));
    }
    return names;
  }

  /** Whether the sides differ at all. */
  boolean differ() {
    return !base().equals(head()) || !intended().isEmpty();
  }

  /**
   * What is called otherwise in base: the values of parameters, too.
   *
   * @throws BadInput if a parameter has a value for one side only
   */
  Renames applyTo(Renames renames) throws BadInput {
    if (!baseParams.keySet().equals(headParams.keySet())) {
      throw new BadInput("--base-param and --head-param: both have to name the same parameters");
    }
    SortedMap<String, Renames.Param> params = new TreeMap<>();
    baseParams.forEach(
        (name, value) -> params.put(name, new Renames.Param(value, headParams.get(name))));
    return renames.withParams(params);
  }

  /**
   * Checks that the parameters of which two values are compared are there.
   *
   * @param known those of the benchmarks that are meant
   * @throws BadInput for one that no benchmark has: JMH would ignore it
   */
  void checkParams(BenchmarkJar jar, Set<String> known) throws BadInput {
    for (String name : headParams.keySet()) {
      if (!known.contains(name)) {
        throw new BadInput(
            "--base-param, --head-param: no benchmark of " + jar.file() + " has " + name);
      }
    }
  }

  /** Whether values of parameters are compared. */
  boolean compareParams() {
    return !headParams.isEmpty();
  }

  /** Whether anything was said of a side. */
  boolean given() {
    return differ() || !base().equals(Setting.NONE);
  }

  /** Among what has to be equal when a run goes on. */
  void addTo(Map<String, String> facts) {
    facts.put("baseSetting", base().text() + baseJava().map(java -> " " + java).orElse(""));
    facts.put("headSetting", head().text() + headJava().map(java -> " " + java).orElse(""));
  }

  /** Whether the gate found by how much head was slowed down on purpose. */
  static final class Injection {
    private final String injected;
    private final List<Comparison> slowed;
    private final List<String> missed;

    /**
     * Looks at what a run found.
     *
     * @param share of an operation's cost
     * @param paired the benchmarks in pairs: only these are slowed down
     */
    Injection(double share, Set<BenchmarkKey> paired, SuiteResult suite) {
      DisplayNames names = suite.names();
      injected = "the injected " + Figures.percent(share) + " were ";
      slowed =
          suite.comparisons().stream()
              .filter(each -> each.metric().isScore() && paired.contains(each.key()))
              .toList();
      missed =
          slowed.stream()
              .filter(each -> each.verdict() != Verdict.REGRESSED)
              .map(each -> names.of(each.key()))
              .toList();
    }

    /** A pass if it was found in every benchmark that was slowed down. */
    Conclusion conclusion() {
      if (slowed.isEmpty()) {
        return new Conclusion(
            ExitStatus.BAD_INPUT,
            "--inject: no benchmark was compared in pairs, so that nothing was injected");
      }
      return missed.isEmpty()
          ? new Conclusion(ExitStatus.PASS, "")
          : new Conclusion(
              ExitStatus.REGRESSION,
              injected + "not found in " + count(missed.size()) + ": " + String.join(", ", missed));
    }

    /** What to say of a pass. */
    String found() {
      return injected + "found in " + count(slowed.size());
    }

    private String count(int some) {
      return some + " of " + slowed.size() + (slowed.size() == 1 ? " benchmark" : " benchmarks");
    }
  }
}
