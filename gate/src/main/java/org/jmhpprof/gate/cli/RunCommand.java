// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Flag;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.profiles.SuiteProfiles;
import org.jmhpprof.gate.run.BenchmarkJar;
import org.jmhpprof.gate.run.Blocks;
import org.jmhpprof.gate.run.JmhOptions;
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
  private static final Set<Verdict> CHANGED = EnumSet.of(Verdict.REGRESSED, Verdict.IMPROVED);

  /** What says in a run's directory after how many forks its verdicts are given. */
  static final String LOOKS = "looks";

  private final List<String> jmhWords;

  @Spec private CommandSpec spec;
  @Mixin private JudgeOptions options;
  @Mixin private ReportOptions reportOptions;
  @Mixin private JarOptions jars;

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
      description = "Forks per side for what stays undecided. Default: ${DEFAULT-VALUE}.")
  private int maxForks;

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

  /** After each of these numbers of forks the undecided are judged, and may go on to the next. */
  private List<Integer> looks() {
    List<Integer> looks = new ArrayList<>();
    for (int look = forks; look < maxForks; look *= 2) {
      looks.add(look);
    }
    looks.add(maxForks);
    return looks;
  }

  private int againstJar(JmhOptions jmh) throws BadInput, IOException, InterruptedException {
    BenchmarkJar baseJar = jars.open(base);
    BenchmarkJar headJar = jars.open(head);
    List<Integer> looks = looks();
    Judge judge = options.judge(looks.size());
    SortedSet<String> before = baseJar.list(jars.patterns(), jmh);
    SortedSet<String> after = headJar.list(jars.patterns(), jmh);
    SortedSet<String> common = new TreeSet<>(before);
    common.retainAll(after);
    if (before.isEmpty() && after.isEmpty()) {
      throw new BadInput(String.join(" ", jars.patterns()) + ": no benchmark matches");
    }
    SortedMap<String, String> facts = facts(headJar, jmh);
    facts.put("base", baseJar.digest());
    facts.put(LOOKS, String.join(",", looks.stream().map(String::valueOf).toList()));
    long seed = claim(facts);
    List<Blocks.Build> builds = List.of(build("base", baseJar), build("head", headJar));
    return measure(
        new Plan(
            judge,
            builds,
            looks,
            common,
            () ->
                new Sides(
                    read("base", base, without(after, before)),
                    read("head", head, without(before, after)))),
        jmh,
        seed);
  }

  private int againstStored(JmhOptions jmh) throws BadInput, IOException, InterruptedException {
    BenchmarkJar headJar = jars.open(head);
    Judge judge = options.judge(1);
    Side stored = selected(SideReader.read(baseline.toString(), List.of(baseline)), jmh);
    SortedSet<String> before = new TreeSet<>();
    stored.results().keySet().forEach(key -> before.add(key.benchmark()));
    SortedSet<String> after = headJar.list(jars.patterns(), jmh);
    SortedSet<String> common = new TreeSet<>(before);
    common.retainAll(after);
    if (before.isEmpty()) {
      throw new BadInput(baseline + ": no result in it matches");
    }
    SortedMap<String, String> facts = facts(headJar, jmh);
    facts.put("baseline", baseline.toString());
    long seed = claim(facts);
    return measure(
        new Plan(
            judge,
            List.of(build("head", headJar)),
            List.of(forks),
            common,
            () ->
                new Sides(
                    withAbsent(stored, without(after, before), Side.NOT_IN_JAR),
                    read("head", head, without(before, after)))),
        jmh,
        seed);
  }

  private record Sides(Side base, Side head) {}

  @FunctionalInterface
  private interface SidesReader {
    Sides read() throws BadInput;
  }

  /**
   * What to measure.
   *
   * @param builds base and head, or head alone
   * @param looks after how many blocks to judge
   * @param benchmarks what both sides have
   * @param sides reads what there is
   */
  private record Plan(
      Judge judge,
      List<Blocks.Build> builds,
      List<Integer> looks,
      Set<String> benchmarks,
      SidesReader sides) {}

  private int measure(Plan plan, JmhOptions jmh, long seed)
      throws BadInput, IOException, InterruptedException {
    Instant start = Instant.now();
    spec.commandLine().getErr().println("seed " + seed + ", results in " + out);
    try (ConsoleProgress progress =
        new ConsoleProgress(spec.commandLine().getErr(), System.console() != null)) {
      TimeLimit time =
          whyNoProfile(plan).isPresent()
              ? TimeLimit.timedOnly(start, jars.budget())
              : TimeLimit.withProfiles(start, jars.budget());
      Blocks blocks = new Blocks(plan.builds, jmh, start.toString(), seed, time, progress);
      Interruption interruption = new Interruption(blocks::cancel);
      try {
        blocks.load(plan.benchmarks);
        SuiteResult suite = untilDecided(plan, blocks, progress);
        profile(plan, suite, blocks, progress);
        return report(suite);
      } finally {
        interruption.reported();
      }
    }
  }

  private SuiteResult untilDecided(Plan plan, Blocks blocks, ConsoleProgress progress)
      throws BadInput, IOException, InterruptedException {
    Collection<Task> tasks = plan.benchmarks.stream().map(Task::all).toList();
    SuiteResult suite = null;
    for (int look : plan.looks) {
      if (suite != null) {
        progress.say(tasks.size() + " undecided, going on to " + look + " forks per side");
      }
      blocks.run(tasks, look);
      Sides sides = plan.sides.read();
      if (!blocks.complete()) {
        sides = new Sides(unreached(sides.base, plan), unreached(sides.head, plan));
      }
      suite = plan.judge.judge(sides.base, sides.head, blocks.complete());
      tasks = undecided(suite);
      if (tasks.isEmpty() || !blocks.complete()) {
        return suite;
      }
    }
    return suite;
  }

  /** Names what was to be measured and has neither results nor failed. */
  private static Side unreached(Side side, Plan plan) {
    Set<String> rest = new TreeSet<>(plan.benchmarks);
    side.results().keySet().forEach(key -> rest.remove(key.benchmark()));
    rest.removeAll(side.absent().keySet());
    return withAbsent(side, rest, Side.NOT_REACHED);
  }

  private static Collection<Task> undecided(SuiteResult suite) {
    Set<Task> tasks = new TreeSet<>();
    for (Comparison each : suite.comparisons()) {
      if (each.verdict() == Verdict.INCONCLUSIVE && !each.flags().contains(Flag.ADVISORY)) {
        tasks.add(Task.only(each.key()));
      }
    }
    return tasks;
  }

  /** Profiles what changed, the largest change first. */
  private void profile(Plan plan, SuiteResult suite, Blocks blocks, ConsoleProgress progress)
      throws BadInput, IOException, InterruptedException {
    List<Task> changed =
        suite.comparisons().stream()
            .filter(each -> each.metric().isScore())
            .filter(each -> CHANGED.contains(each.verdict()))
            .sorted(Comparator.comparingDouble(RunCommand::size).reversed())
            .map(each -> Task.only(each.key()))
            .distinct()
            .toList();
    if (changed.isEmpty() || blocks.cancelled()) {
      return;
    }
    Optional<String> why = whyNoProfile(plan);
    if (why.isPresent()) {
      progress.say(why.get());
      return;
    }
    blocks.profile(changed, profileForks);
  }

  private static double size(Comparison each) {
    return each.estimate().map(known -> Math.abs(Math.log(known.ratio()))).orElse(0.0);
  }

  private Optional<String> whyNoProfile(Plan plan) {
    if (noProfile) {
      return Optional.of("not profiled: --no-profile");
    }
    if (plan.builds.size() < 2) {
      return Optional.of("not profiled: the old build is not there");
    }
    return plan.builds.stream()
        .filter(build -> !build.jar().canProfile())
        .findFirst()
        .map(
            build ->
                build.jar().file()
                    + " has no profiler: give --profiler-jar to learn which function it was");
  }

  private int report(SuiteResult suite) throws BadInput, IOException {
    new ResultTable(suite, options.all(), Ansi.AUTO).print(spec.commandLine().getOut());
    reportOptions.report(suite, profiles(), spec.commandLine().getOut());
    int status = ExitStatus.of(suite, options.failOnInconclusive());
    if (status == ExitStatus.BAD_INPUT) {
      spec.commandLine().getErr().println("jmh-pprof-gate: " + CompareCommand.reason(suite));
    }
    return status;
  }

  /** Those that are there. A verdict does not need them, so that their failure costs no report. */
  private Optional<SuiteProfiles> profiles() {
    Path directory = out.resolve("profiles");
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try {
      return Optional.of(SuiteProfiles.read(directory.resolve("base"), directory.resolve("head")));
    } catch (BadInput e) {
      spec.commandLine().getErr().println("no functions: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Blocks.Build build(String name, BenchmarkJar jar) {
    return new Blocks.Build(name, jar, out.resolve(name), out.resolve("profiles").resolve(name));
  }

  private SortedMap<String, String> facts(BenchmarkJar headJar, JmhOptions jmh) throws IOException {
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("head", headJar.digest());
    facts.put("patterns", String.join(" ", jars.patterns()));
    facts.put("jmhOptions", String.join(" ", jmh.words()));
    facts.put("java", headJar.java().toString());
    return facts;
  }

  private long claim(SortedMap<String, String> facts) throws BadInput, IOException {
    Long given = jars.seed();
    String there = Manifest.read(out).get("seed");
    String seed =
        given != null
            ? given.toString()
            : there != null
                ? there
                : String.valueOf(ThreadLocalRandom.current().nextInt(1_000_000));
    facts.put("seed", seed);
    if (new Manifest(facts).claim(out)) {
      spec.commandLine().getErr().println("going on with the run in " + out);
    }
    return Long.parseLong(seed);
  }

  private Side read(String name, Path label, Set<String> missing) throws BadInput {
    Path directory = out.resolve(name);
    Side side =
        Files.isDirectory(directory)
            ? SideReader.read(label.toString(), List.of(directory))
            : new Side(label.toString(), List.of(), new TreeMap<>(), new TreeMap<>());
    return withAbsent(side, missing, Side.NOT_IN_JAR);
  }

  private static Side withAbsent(Side side, Set<String> missing, String why) {
    SortedMap<String, String> absent = new TreeMap<>(side.absent());
    missing.forEach(name -> absent.put(name, why));
    return new Side(side.label(), side.sources(), side.results(), absent);
  }

  /** The stored results that the patterns mean. */
  private Side selected(Side stored, JmhOptions jmh) throws BadInput {
    SortedMap<BenchmarkKey, BenchmarkResult> results = new TreeMap<>(stored.results());
    if (!jars.patterns().isEmpty()) {
      results.keySet().removeIf(key -> !found(jars.patterns(), key.benchmark()));
    }
    List<String> excludes = jmh.values("-e");
    for (String exclude : excludes) {
      JarOptions.checkPattern(exclude);
    }
    results.keySet().removeIf(key -> found(excludes, key.benchmark()) || !jmh.mean(key));
    return new Side(stored.label(), stored.sources(), results, new TreeMap<>());
  }

  private static boolean found(List<String> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> Pattern.compile(pattern).matcher(name).find());
  }

  private static Set<String> without(Set<String> names, Set<String> others) {
    Set<String> rest = new TreeSet<>(names);
    rest.removeAll(others);
    return rest;
  }
}
