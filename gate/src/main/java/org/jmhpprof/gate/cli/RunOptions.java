// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.nio.file.Path;
import org.jmhpprof.gate.json.BadInput;
import picocli.CommandLine.Option;

/** What {@code run} compares, how long it measures, and where that goes. */
final class RunOptions {
  @Option(names = "--base", paramLabel = "JAR", description = "Benchmarks of the old build.")
  Path base;

  @Option(
      names = "--baseline",
      paramLabel = "DIR",
      description = "Stored results of the old build instead of its jar, as aa --store leaves.")
  Path baseline;

  @Option(
      names = "--head",
      required = true,
      paramLabel = "JAR",
      description = "Benchmarks of the new build.")
  Path head;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "jmh-gate",
      description = "Where results go. Default: ${DEFAULT-VALUE}.")
  Path out;

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "6",
      description = "Forks per side before the first verdict. Default: ${DEFAULT-VALUE}.")
  int forks;

  @Option(
      names = "--max-forks",
      paramLabel = "N",
      defaultValue = "24",
      description =
          "Forks per side for what stays undecided; not with --baseline. Default: ${DEFAULT-VALUE}.")
  int maxForks;

  @Option(names = "--fresh", description = "Discard what an earlier run left in --out.")
  boolean fresh;

  @Option(names = "--no-profile", description = "Do not profile what changed.")
  boolean noProfile;

  @Option(
      names = "--profile-forks",
      paramLabel = "N",
      defaultValue = "5",
      description = "Profiled forks per side of what changed. Default: ${DEFAULT-VALUE}.")
  int profileForks;

  @Option(
      names = "--confirm",
      description = "Measure what regressed in pairs once more, in turns and by wall time.")
  boolean confirm;

  /**
   * Checks.
   *
   * @throws BadInput if they contradict each other
   */
  void check() throws BadInput {
    if ((base == null) == (baseline == null)) {
      throw new BadInput("--base or --baseline: one of them is needed");
    }
    if (forks < 2 || maxForks < forks) {
      throw new BadInput("--forks: expected 2 or more, and --max-forks not less");
    }
    if (profileForks < 1) {
      throw new BadInput("--profile-forks: expected 1 or more; --no-profile for none");
    }
  }
}
