// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jmhpprof.gate.cli.JarOptions.NamePatterns;
import org.jmhpprof.gate.cli.Measurement.RunOptions;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.run.BenchmarkJar;
import org.jmhpprof.gate.run.Build.Setting;
import org.jmhpprof.gate.run.JmhOptions;
import org.jmhpprof.gate.run.Looks;
import org.jmhpprof.gate.run.Looks.EarlyEnds;
import org.jmhpprof.gate.run.RunDirectory;
import org.jmhpprof.gate.run.SequentialRun.Plan;
import org.jmhpprof.gate.verdict.Judge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs two builds until they are told apart or found equal. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs the benchmarks of two builds side by side and compares them.",
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
  @Mixin private SideOptions sides;

  @Mixin private RunOptions run;

  RunCommand(List<String> jmhWords) {
    this.jmhWords = jmhWords;
  }

  @Override
  public Integer call() throws BadInput, IOException, InterruptedException {
    run.check();
    reportOptions.check();
    if (sides.injected().isPresent()) {
      checkInjection();
    }
    if (run.base == null && sides.given()) {
      throw new BadInput("--base-..., --head-...: only with --base, not with --baseline");
    }
    JmhOptions jmh = JmhOptions.of(jmhWords);
    return run.base == null ? againstStored(jmh) : againstJar(jmh);
  }

  private void checkInjection() throws BadInput {
    if (run.base == null || jars.inTurns()) {
      throw new BadInput("--inject: only pairs are slowed down, which need --base");
    }
    if (run.confirm || reportOptions.keepsHistory()) {
      throw new BadInput("--inject: not with --confirm or --history");
    }
  }

  private int againstJar(JmhOptions jmh) throws BadInput, IOException, InterruptedException {
    BenchmarkJar baseJar = jars.open(run.base, sides.baseJava());
    BenchmarkJar headJar = jars.open(run.head, sides.headJava());
    Looks looks = Looks.doubling(run.forks, run.maxForks);
    RunDirectory directory = new RunDirectory(run.out);
    Judge judge = options.judge();
    EarlyEnds early = earlyEnds(directory);
    SortedSet<String> after = headJar.list(jars.patterns(), jmh);
    SortedSet<String> old = oldBenchmarks(baseJar, after, jmh);
    Renames renames = sides.applyTo(options.renames().of(old));
    Set<String> before =
        old.stream().map(renames::newName).collect(Collectors.toCollection(TreeSet::new));
    if (old.isEmpty() && after.isEmpty()) {
      throw new BadInput(String.join(" ", jars.patterns()) + ": no benchmark matches");
    }
    if (sides.compareParams()) {
      sides.checkParams(baseJar, baseJar.parameters(List.of(), jmh));
      sides.checkParams(headJar, headJar.parameters(jars.patterns(), jmh));
    }
    SortedMap<String, String> facts = facts(headJar, jmh);
    facts.put("base", baseJar.digest());
    requireTwoBuilds(facts.get("base"), facts.get("head"), run.base);
    if (!sides.differ() && baseJar.hasFilesOf(headJar)) {
      err().println("base and head are the same jar, or two builds of the same: all should be OK");
    }
    looks.addTo(facts);
    long seed = claim(directory, facts);
    return measurement(directory, jmh)
        .run(
            new Plan(
                judge,
                List.of(
                    directory.build("base", baseJar, renames, sides.base(), sides.intended()),
                    directory.build("head", headJar, Renames.NONE, sides.head(), sides.intended())),
                looks,
                early,
                common(before, after),
                () ->
                    new Plan.Sides(
                        renames
                            .apply(directory.read("base", run.base.toString()))
                            .lacking(before, after),
                        readHead(directory, before, after))),
            seed,
            renames);
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

  private Side readHead(RunDirectory directory, Set<String> before, Set<String> after)
      throws BadInput {
    return directory.read("head", run.head.toString()).lacking(after, before);
  }

  private static Set<String> common(Set<String> before, Set<String> after) {
    Set<String> common = new TreeSet<>(before);
    common.retainAll(after);
    return common;
  }

  private void requireTwoBuilds(String before, String after, Path old) throws BadInput {
    if (after.equals(before) && !options.allowSame() && !sides.differ()) {
      throw new BadInput(
          old + " and " + run.head + " are the same jar; --allow-same compares them all the same");
    }
  }

  private int againstStored(JmhOptions jmh) throws BadInput, IOException, InterruptedException {
    BenchmarkJar headJar = jars.open(run.head);
    RunDirectory directory = new RunDirectory(run.out);
    Judge judge = options.judge();
    EarlyEnds early = earlyEnds(directory);
    SortedSet<String> after = headJar.list(jars.patterns(), jmh);
    Side all = SideReader.read(run.baseline.toString(), List.of(run.baseline));
    NamePatterns meant = NamePatterns.of(jars.patterns(), jmh.values("-e"));
    Side stored = options.renamed(all, after).only(meant::mean).onlyKeys(jmh::mean);
    if (stored.results().values().stream().anyMatch(BenchmarkResult::isPaired)) {
      throw new BadInput(
          run.baseline + " was measured in pairs; aa --design turns measures a baseline");
    }
    if (stored.results().isEmpty()) {
      throw new BadInput(run.baseline + ": no result in it matches");
    }
    SortedMap<String, String> facts = facts(headJar, jmh);
    facts.put("baseline", run.baseline.toString());
    requireTwoBuilds(Manifest.read(run.baseline).get("jar"), facts.get("head"), run.baseline);
    long seed = claim(directory, facts);
    Set<String> before = stored.tried();
    Side old = stored.lacking(before, after);
    return measurement(directory, jmh)
        .run(
            new Plan(
                judge,
                List.of(directory.build("head", headJar, Renames.NONE, Setting.NONE, Set.of())),
                Looks.once(run.forks),
                early,
                common(before, after),
                () -> new Plan.Sides(old, readHead(directory, before, after))),
            seed,
            Renames.NONE);
  }

  private Measurement measurement(RunDirectory directory, JmhOptions jmh) {
    return new Measurement(spec, options, reportOptions, jars, sides, run, directory, jmh);
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private SortedMap<String, String> facts(BenchmarkJar headJar, JmhOptions jmh)
      throws BadInput, IOException {
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("head", headJar.digest());
    facts.put("patterns", String.join(" ", jars.patterns()));
    facts.put("jmhOptions", String.join(" ", jmh.words()));
    facts.put("java", headJar.java().toString());
    facts.put("renamed", options.renames().toString());
    jars.addTo(facts);
    sides.addTo(facts);
    return facts;
  }

  private EarlyEnds earlyEnds(RunDirectory directory) throws BadInput {
    return run.fresh ? EarlyEnds.NONE : directory.earlyEnds();
  }

  private long claim(RunDirectory directory, SortedMap<String, String> facts)
      throws BadInput, IOException {
    if (run.fresh) {
      directory.clear(run.base, run.baseline, run.head, options.noise(), jars.profiler());
    }
    long seed =
        jars.seed() != null
            ? jars.seed()
            : directory.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000));
    Map<String, String> names = new HashMap<>(Map.of("head", run.head.toString()));
    if (run.base != null) {
      names.put("base", run.base.toString());
    }
    if (directory.claim(facts, seed, names)) {
      err().println("going on with the run in " + run.out);
    }
    return seed;
  }
}
