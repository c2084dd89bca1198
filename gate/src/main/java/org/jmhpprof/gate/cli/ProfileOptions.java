// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.nio.file.Path;
import java.util.List;
import org.jmhpprof.gate.attribution.Attributor;
import org.jmhpprof.gate.attribution.Attributor.UserCode;
import picocli.CommandLine.Option;

/** How profiles are looked at. */
final class ProfileOptions {
  @Option(
      names = "--user-package",
      split = ",",
      paramLabel = "PACKAGE",
      description =
          "Packages of your own code, one of whose frames is named with each function. Default:"
              + " all but the JDK, the languages' libraries, and JMH.")
  private List<String> userPackages = List.of();

  @Option(
      names = "--functions",
      paramLabel = "N",
      defaultValue = "12",
      description = "Functions listed for each benchmark. Default: ${DEFAULT-VALUE}.")
  private int functions;

  @Option(
      names = "--source-root",
      paramLabel = "PATH",
      defaultValue = "",
      description =
          "Where sources lie in the repository, such as src/main/java, for locations in"
              + " report.sarif.")
  private Path sourceRoot;

  Attributor attributor() {
    return new Attributor(
        userPackages.isEmpty() ? UserCode.outsideThePlatform() : UserCode.inPackages(userPackages));
  }

  int functions() {
    return Math.max(0, functions);
  }

  String sourceRoot() {
    return sourceRoot.toString().replace('\\', '/');
  }
}
