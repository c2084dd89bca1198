// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Config;
import org.jmhpprof.gate.json.Percent;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.Correction;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Side;
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
      description = "Change that is allowed, as 5%% or 0.05. Default: 5%%.")
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
      description = "JSON with margins and floors per benchmark.")
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

  /** The judge, who looks once. */
  Judge judge() throws BadInput {
    Config file = config == null ? Config.NONE : Config.read(config);
    Settings defaults = Settings.DEFAULTS;
    Settings settings =
        new Settings(
            alpha != null
                ? Percent.errorRate("--alpha", alpha)
                : file.alpha().orElse(defaults.alpha()),
            margin != null
                ? Percent.parse("--margin", margin)
                : file.margin().orElse(defaults.margin()),
            correction != null ? correction : file.correction().orElse(defaults.correction()),
            1,
            allowMismatch);
    Optional<Side> known =
        noise == null
            ? Optional.empty()
            : Optional.of(SideReader.read(noise.toString(), List.of(noise)));
    return new Judge(settings, file.rules(), known);
  }
}
