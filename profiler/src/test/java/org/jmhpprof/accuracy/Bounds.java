// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jmhpprof.jmh.LongerRuns;

/** Measured values and the bounds that they should keep; prints them for docs/accuracy.md. */
final class Bounds {
  private final Path jdk;
  private final List<String> off = new ArrayList<>();

  private Bounds(Path jdk) {
    this.jdk = jdk;
  }

  /** Measures with iterations of so many seconds. */
  interface Check {
    void on(int seconds, Bounds bounds) throws Exception;
  }

  /** Measures, and longer again while a value is out of its bounds. */
  static void check(Path jdk, Check check) throws Exception {
    List<String> off =
        LongerRuns.off(
            2,
            seconds -> {
              Bounds bounds = new Bounds(jdk);
              check.on(seconds, bounds);
              return bounds.off;
            });
    assertEquals(List.of(), off);
  }

  void near(String what, double value, double truth, double tolerance) {
    between(what, value, truth - tolerance, truth + tolerance);
  }

  void between(String what, double value, double least, double most) {
    Path name = jdk.getFileName();
    String line =
        String.format(
            Locale.ROOT, "%s, %s: %.4f, should be %.4f to %.4f", name, what, value, least, most);
    System.out.println(line);
    if (!(value >= least && value <= most)) {
      off.add(line);
    }
  }
}
