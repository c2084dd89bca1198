// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Conclusion;
import org.jmhpprof.gate.model.Renames;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.profiles.SuiteProfiles;
import org.jmhpprof.gate.run.BenchmarkJar;
import org.jmhpprof.gate.run.Blocks;
import org.jmhpprof.gate.run.JmhOptions;
import org.jmhpprof.gate.run.Pairs;
import org.jmhpprof.gate.run.Setting;
import org.jmhpprof.gate.run.Task;
import org.jmhpprof.gate.run.TimeLimit;
import org.jmhpprof.gate.verdict.Judge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs two builds in turns until they are told apart or found equal. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs the benchmarks of two builds in turns and compares them.",
    footer = {
      "",
      "Options with one dash, such as -i 5 -wi 3 -p size=10 -prof gc, go to JMH.",
      "Finished forks are on disk: the same command goes on where it stopped."
    })
final class RunCommand implements Callable<Integer> {
  private final List<String> jmhWords;

  @Spec private CommandSpec spec;
  @Mixin private JudgeOptions options;
  @Mixin private ReportOptions reportOptions;
  @Mixin private JarOptions jars;
  @Mixin private DesignOptions design;
  @Mixin private SideOptions sides;

  @Option(names = "--base", paramLabel = "JAR", description = "Benchmarks of the old build.")
  private Path base;

  @Option(
      names = "--baseline",
      paramLabel = "DIR",
      description = "Stored results of the old build instead of its jar, as aa --store leaves.")
  private Path baseline;

  @Option(
      names = "--head",
      required = true,
      paramLabel = "JAR",
      description = "Benchmarks of the new build.")
  private Path head;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "jmh-gate",
      description = "Where results go. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "6",
      description = "Forks per side before the first verdict. Default: ${DEFAULT-VALUE}.")
  private int forks;

  @Option(
      names = "--max-forks",
      paramLabel = "N",
      defaultValue = "24",
      description =
          "Forks per side for what stays undecided; not with --baseline. Default: ${DEFAULT-VALUE}.")
  private int maxForks;

  @Option(names = "--fresh", description = "Discard what an earlier run left in --out.")
  private boolean fresh;

  @Option(names = "--no-profile", description = "Do not profile what changed.")
  private boolean noProfile;

  @Option(
      names = "--profile-forks",
      paramLabel = "N",
      defaultValue = "5",
      description = "Profiled forks per side of what changed. Default: ${DEFAULT-VALUE}.")
  private int profileForks;

  RunCommand(List<String> jmhWords) {
    this.jmhWords = jmhWords;
  }

  @Override
  public Integer call() throws BadInput, IOException, InterruptedException {
    if ((base == null) == (baseline == null)) {
      throw new BadInput("--base or --baseline: one of them is needed");
    }
    if (forks < 2 || maxForks < forks) {
      throw new BadInput("--forks: expected 2 or more, and --max-forks not less");
    }
    if (profileForks < 1) {
      throw new BadInput("--profile-forks: expected 1 or more; --no-profile for none");
    }
    JmhOptions jmh = JmhOptions.of(jmhWords);
    return base == null ? againstStored(jmh) : againstJar(jmh);
  }

  private int againstJar(JmhOptions jmh) throws BadInput, IOException, InterruptedException {
    BenchmarkJar baseJar = jars.open(base, sides.baseJava());
    BenchmarkJar headJar = jars.open(head, sides.headJava());
    Looks looks = Looks.doubling(forks, maxForks);
    RunDirectory directory = new RunDirectory(out);
    Judge judge = options.judge();
    EarlyEnds early = earlyEnds(directory);
    SortedSet<String> after = headJar.list(jars.patterns(), jmh);
    SortedSet<String> old = oldBenchmarks(baseJar, after, jmh);
    Renames renames = sides.applyTo(options.renames().of(old));
    Benchmarks benchmarks =
        new Benchmarks(
            old.stream().map(renames::newName).collect(Collectors.toCollection(TreeSet::new)),
            after);
    if (old.isEmpty() && after.isEmpty()) {
      throw new BadInput(String.join(" ", jars.patterns()) + ": no benchmark matches");
    }
    SortedMap<String, String> facts = facts(headJar, jmh);
    facts.put("base", baseJar.digest());
    requireTwoBuilds(facts.get("base"), facts.get("head"), base);
    if (!sides.differ() && baseJar.hasFilesOf(headJar)) {
      err().println("base and head are the same jar, or two builds of the same: all should be OK");
    }
    looks.addTo(facts);
    long seed = claim(directory, facts);
    return measure(
        new RunPlan(
            judge,
            List.of(
                directory.build("base", baseJar, renames, sides.base(), sides.intended()),
                directory.build("head", headJar, Renames.NONE, sides.head(), sides.intended())),
            looks,
            early,
            benchmarks.common(),
            () ->
                new RunPlan.Sides(
                    renames
                        .apply(directory.read("base", base.toString()))
                        .withAbsent(benchmarks.onlyInHead(), Side.NOT_IN_JAR),
                    readHead(directory, benchmarks))),
        directory,
        jmh,
        seed);
  }

  /** The benchmarks of the old build that are meant, by their old names or by their new ones. */
  private SortedSet<String> oldBenchmarks(
      BenchmarkJar baseJar, SortedSet<String> inHead, JmhOptions jmh)
      throws BadInput, IOException, InterruptedException {
    SortedSet<String> names = baseJar.list(jars.patterns(), jmh);
    Renames renames = options.renames();
    if (!renames.newNames().isEmpty()) {
      NamePatterns meant = NamePatterns.of(jars.patterns(), jmh.values("-e"));
      baseJar.list(List.of(), jmh).stream()
          .filter(name -> !renames.newName(name).equals(name))
          .filter(name -> meant.mean(renames.newName(name)))
          .forEach(names::add);
      options.checkRenames(names, inHead);
    }
    return names;
  }

  private Side readHead(RunDirectory directory, Benchmarks benchmarks) throws BadInput {
    return directory
        .read("head", head.toString())
        .withAbsent(benchmarks.onlyInBase(), Side.NOT_IN_JAR);
  }

  private void requireTwoBuilds(String before, String after, Path old) throws BadInput {
    if (after.equals(before) && !options.allowSame() && !sides.differ()) {
      throw new BadInput(
          old + " and " + head + " are the same jar; --allow-same compares them all the same");
    }
  }

  private int againstStored(JmhOptions jmh) throws BadInput, IOException, InterruptedException {
    BenchmarkJar headJar = jars.open(head);
    RunDirectory directory = new RunDirectory(out);
    Judge judge = options.judge();
    EarlyEnds early = earlyEnds(directory);
    SortedSet<String> after = headJar.list(jars.patterns(), jmh);
    Side all = SideReader.read(baseline.toString(), List.of(baseline));
    Side stored = selected(options.renamed(all, after), jmh);
    if (stored.results().isEmpty()) {
      throw new BadInput(baseline + ": no result in it matches");
    }
    SortedMap<String, String> facts = facts(headJar, jmh);
    facts.put("baseline", baseline.toString());
    requireTwoBuilds(Manifest.read(baseline).get("jar"), facts.get("head"), baseline);
    long seed = claim(directory, facts);
    Benchmarks benchmarks = new Benchmarks(stored.tried(), after);
    Side old = stored.withAbsent(benchmarks.onlyInHead(), Side.NOT_IN_JAR);
    return measure(
        new RunPlan(
            judge,
            List.of(directory.build("head", headJar, Renames.NONE, Setting.NONE, Set.of())),
            Looks.once(forks),
            early,
            benchmarks.common(),
            () -> new RunPlan.Sides(old, readHead(directory, benchmarks))),
        directory,
        jmh,
        seed);
  }

  private int measure(RunPlan plan, RunDirectory directory, JmhOptions jmh, long seed)
      throws BadInput, IOException, InterruptedException {
    Instant start = Instant.now();
    Optional<String> whyNoProfile = noProfile ? Optional.of("--no-profile") : plan.whyNoProfile();
    TimeLimit time =
        whyNoProfile.isPresent()
            ? TimeLimit.timedOnly(start, jars.budget())
            : TimeLimit.withProfiles(start, jars.budget());
    err().println("seed " + seed + ", results in " + out);
    Optional<Pairs> pairs =
        base == null ? Optional.empty() : design.pairs(directory.stubs(), err());
    try (ConsoleProgress progress = new ConsoleProgress(err())) {
      Blocks blocks = new Blocks(plan.builds(), jmh, start.toString(), seed, pairs, time, progress);
      Interruption interruption = new Interruption(blocks::cancel);
      try {
        blocks.load(plan.benchmarks());
        SequentialRun run = new SequentialRun(plan, blocks, progress);
        SuiteResult suite = run.untilDecided();
        List<Task> changed = run.changed(suite);
        if (!changed.isEmpty() && whyNoProfile.isPresent()) {
          progress.say("not profiled: " + whyNoProfile.get());
        } else {
          blocks.profile(changed, profileForks);
        }
        progress.end();
        return report(suite, directory, run.taken());
      } finally {
        interruption.reported();
      }
    }
  }

  private int report(SuiteResult suite, RunDirectory directory, int taken)
      throws BadInput, IOException {
    new ResultTable(suite, options.all(), Ansi.AUTO).print(spec.commandLine().getOut());
    Conclusion conclusion = Conclusion.of(suite, options.failOnInconclusive());
    reportOptions.report(suite, conclusion, profiles(directory), spec.commandLine().getOut());
    if (!suite.complete() && suite.tests() > 0) {
      directory.endEarly(taken);
    }
    return Gate.conclude(conclusion, err());
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Those that are there. A verdict does not need them, so that their failure costs no report. */
  private Optional<SuiteProfiles> profiles(RunDirectory directory) {
    try {
      return directory.readProfiles(options.renames());
    } catch (BadInput e) {
      err().println("no functions: " + e.getMessage());
      return Optional.empty();
    }
  }

  private SortedMap<String, String> facts(BenchmarkJar headJar, JmhOptions jmh)
      throws BadInput, IOException {
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("head", headJar.digest());
    facts.put("patterns", String.join(" ", jars.patterns()));
    facts.put("jmhOptions", String.join(" ", jmh.words()));
    facts.put("java", headJar.java().toString());
    facts.put("renamed", options.renames().toString());
    design.addTo(facts);
    sides.addTo(facts);
    return facts;
  }

  private EarlyEnds earlyEnds(RunDirectory directory) throws BadInput {
    return fresh ? EarlyEnds.NONE : directory.earlyEnds();
  }

  private long claim(RunDirectory directory, SortedMap<String, String> facts)
      throws BadInput, IOException {
    if (fresh) {
      directory.clear(base, baseline, head, options.noise(), jars.profiler());
    }
    long seed =
        jars.seed() != null
            ? jars.seed()
            : directory.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000));
    Map<String, String> names = new HashMap<>(Map.of("head", head.toString()));
    if (base != null) {
      names.put("base", base.toString());
    }
    if (directory.claim(facts, seed, names)) {
      err().println("going on with the run in " + out);
    }
    return seed;
  }

  /** The stored results that the patterns mean. */
  private Side selected(Side stored, JmhOptions jmh) throws BadInput {
    SortedMap<BenchmarkKey, BenchmarkResult> results = new TreeMap<>(stored.results());
    NamePatterns meant = NamePatterns.of(jars.patterns(), jmh.values("-e"));
    results.keySet().removeIf(key -> !meant.mean(key.benchmark()) || !jmh.mean(key));
    return new Side(stored.label(), stored.sources(), results, new TreeMap<>());
  }
}
