// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jmhpprof.gate.cli.JarOptions.NamePatterns;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Config;
import org.jmhpprof.gate.json.Config.Percent;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Settings.Allowed;
import org.jmhpprof.gate.model.Settings.Correction;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.verdict.Judge;
import picocli.CommandLine.Option;

/** The options that say how to judge; they win over the configuration file. */
final class JudgeOptions {
  enum FailOn {
    REGRESSION,
    INCONCLUSIVE
  }

  @Option(
      names = "--margin",
      paramLabel = "SHARE",
      description = "Change that is allowed, as 5%% or 0.05. Default: 2%% in pairs, 5%% in turns.")
  private String margin;

  @Option(
      names = "--alpha",
      paramLabel = "RATE",
      description = "Chance of any false alarm in the suite. Default: 5%%.")
  private String alpha;

  @Option(
      names = "--correction",
      paramLabel = "NAME",
      description = "For the number of tests: holm, bh or none. Default: holm.")
  private Correction correction;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "JSON with margins and floors per benchmark, and benchmarks' old names.")
  private Path config;

  @Option(
      names = "--noise",
      paramLabel = "DIR",
      description = "Sessions stored by aa: for a base of another session, and as the least noise.")
  private Path noise;

  @Option(
      names = "--allow-env-mismatch",
      description = "Compare although JDK, flags, CPU or the like differ.")
  private boolean allowMismatch;

  @Option(
      names = "--fail-on",
      paramLabel = "WHAT",
      defaultValue = "regression",
      description = "regression, or inconclusive for both. Default: ${DEFAULT-VALUE}.")
  private FailOn failOn;

  @Option(
      names = "--allow-missing",
      paramLabel = "REGEX",
      description = "Benchmarks that head need not have, by their full names.")
  private String allowMissing;

  @Option(
      names = "--allow-same",
      description = "Compare although base and head are the same jar, or the same measurements.")
  private boolean allowSame;

  @Option(names = "--all", description = "Also show the metrics that are not gated or are OK.")
  private boolean all;

  boolean failOnInconclusive() {
    return failOn == FailOn.INCONCLUSIVE;
  }

  boolean all() {
    return all;
  }

  /** Null if not given. */
  Path noise() {
    return noise;
  }

  private Config read;

  boolean allowSame() {
    return allowSame;
  }

  /** What has another name in base. */
  Renames renames() throws BadInput {
    return file().renames();
  }

  /** A side of the old build under its new names. */
  Side renamed(Side base, Set<String> head) throws BadInput {
    checkRenames(base.tried(), head);
    return renames().apply(base);
  }

  /**
   * Checks that what is said to be renamed is.
   *
   * @param base the old build's benchmarks
   * @param head the new one's
   * @throws BadInput if an old name is also in head, or a new one in base
   */
  void checkRenames(Set<String> base, Set<String> head) throws BadInput {
    Renames renames = renames();
    for (String name : base) {
      String after = renames.newName(name);
      if (!after.equals(name) && head.contains(name)) {
        throw new BadInput(config + ".renamed: head has " + name + " under its old name");
      }
      if (!after.equals(name) && base.contains(after)) {
        throw new BadInput(config + ".renamed: base has both " + name + " and " + after);
      }
    }
  }

  /** Read once: renames and rules of one run come from one state of the file. */
  private Config file() throws BadInput {
    if (read == null) {
      read = config == null ? Config.NONE : Config.read(config);
    }
    return read;
  }

  private double margin(Config file, double otherwise) throws BadInput {
    return margin != null ? Percent.parse("--margin", margin) : file.margin().orElse(otherwise);
  }

  /** The judge, for a single look. */
  Judge judge() throws BadInput {
    Config file = file();
    Optional<Pattern> missing =
        allowMissing == null ? Optional.empty() : Optional.of(NamePatterns.compiled(allowMissing));
    Settings defaults = Settings.DEFAULTS;
    Settings settings =
        new Settings(
            alpha != null
                ? Percent.errorRate("--alpha", alpha)
                : file.alpha().orElse(defaults.alpha()),
            margin(file, defaults.margin()),
            margin(file, defaults.pairMargin()),
            correction != null ? correction : file.correction().orElse(defaults.correction()),
            1,
            allowMismatch,
            file.rules(),
            new Allowed(missing, allowSame));
    Optional<Side> known =
        noise == null
            ? Optional.empty()
            : Optional.of(file.renames().apply(SideReader.read(noise.toString(), List.of(noise))));
    return new Judge(settings, known);
  }
}
