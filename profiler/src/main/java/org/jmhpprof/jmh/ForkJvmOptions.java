// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;

/** The options that a forked JVM needs to be profiled well, and no option that it would refuse. */
final class ForkJvmOptions {
  private static final int OLDEST = 17;
  private static final int DRY_RUN = 9;
  private static final int NATIVE_ACCESS = 22;
  private static final int UNKNOWN = 0;
  private static final Pattern VERSION = Pattern.compile("(?:1\\.)?([0-9]+).*");

  private ForkJvmOptions() {}

  /**
   * The options for the JVM that JMH found behind {@code -jvm}, or for the host's own.
   *
   * @param flags what flags that JVM has
   * @throws IllegalStateException if that JVM cannot load this profiler
   */
  static List<String> of(
      BenchmarkParams params,
      SamplerChoice sampler,
      VirtualThreads virtualThreads,
      JvmFlags flags) {
    int feature = feature(params.getJdkVersion());
    if (feature < OLDEST) {
      throw new IllegalStateException(
          "it must run on JDK " + OLDEST + " or newer, but " + describe(params));
    }
    if (params.getVmName().contains("J9")) {
      if (sampler == SamplerChoice.NATIVE) {
        throw new IllegalStateException(
            "with sampler=native it must run on HotSpot, but " + describe(params));
      }
      // The flags are HotSpot's.
      return List.of();
    }
    List<String> options = new ArrayList<>();
    options.add("-XX:+UnlockDiagnosticVMOptions");
    options.add("-XX:+DebugNonSafepoints");
    if (feature >= NATIVE_ACCESS) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    options.addAll(
        virtualThreads.options(feature, params.getJvm(), List.copyOf(params.getJvmArgs()), flags));
    return options;
  }

  /** With these, a JVM ends with status 0 before {@code main}: for JMH a fork without results. */
  static List<String> endAtOnce(BenchmarkParams params) {
    int feature = feature(params.getJdkVersion());
    return List.of(feature == UNKNOWN || feature >= DRY_RUN ? "--dry-run" : "-version");
  }

  /** 8 of "1.8.0_392", 17 of "17.0.15", 25 of "25-ea". */
  private static int feature(String version) {
    Matcher matcher = VERSION.matcher(version);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : UNKNOWN;
  }

  private static String describe(BenchmarkParams params) {
    return params.getJvm() + " is " + params.getVmName() + " " + params.getJdkVersion();
  }
}
