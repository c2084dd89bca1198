// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.jmhpprof.ring.SampleRing;
import org.junit.jupiter.api.Test;

/** Which package may know which: nothing flows backwards. */
class PackageGraphTest {
  private static final String ARROWS =
      """
      (api) -> sampler
      (unnamed) -> jmh
      jfr -> profile
      jfr -> sampler
      jmh -> jfr
      jmh -> profile
      jmh -> push
      jmh -> sampler
      jmh -> viewer.model
      jmh -> viewer.page
      profile -> proto
      push -> profile
      push -> viewer.json
      push -> viewer.model
      sampler -> profile
      sampler -> ring
      """;

  private static final Pattern ARROW =
      Pattern.compile("^ +(\\S+) +-> (org\\.jmhpprof\\.\\S+)", Pattern.MULTILINE);

  @Test
  void packagesDependOnlyAlongTheRoute() throws Exception {
    Path classes =
        Path.of(SampleRing.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringWriter out = new StringWriter();
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    jdeps.run(
        new PrintWriter(out),
        new PrintWriter(out),
        "--ignore-missing-deps",
        "-verbose:package",
        classes.toString());
    TreeSet<String> arrows = new TreeSet<>();
    Matcher matcher = ARROW.matcher(out.toString());
    while (matcher.find()) {
      String from = room(matcher.group(1));
      String to = room(matcher.group(2));
      if (!from.equals(to)) {
        arrows.add(from + " -> " + to);
      }
    }
    assertEquals(ARROWS, String.join("\n", arrows) + "\n", out.toString());
  }

  private static String room(String name) {
    if (name.equals("org.jmhpprof")) {
      return "(api)";
    }
    return name.startsWith("org.jmhpprof.")
        ? name.substring("org.jmhpprof.".length())
        : "(unnamed)";
  }
}
