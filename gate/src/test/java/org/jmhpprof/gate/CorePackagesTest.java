// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.jmhpprof.gate.attribution.Attributor;
import org.junit.jupiter.api.Test;

/** Model, statistics and attribution know no files, no formats and no command line. */
class CorePackagesTest {
  private static final String PREFIX = "org.jmhpprof.gate.";
  private static final Pattern ARROW =
      Pattern.compile("^ +(org\\.jmhpprof\\.gate\\.\\S+) +-> (\\S+)", Pattern.MULTILINE);

  @Test
  void theCoreIsFreeOfInputAndOutput() throws Exception {
    Path classes =
        Path.of(Attributor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringWriter out = new StringWriter();
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    PrintWriter writer = new PrintWriter(out);
    jdeps.run(writer, writer, "--ignore-missing-deps", "-verbose:package", classes.toString());
    Map<String, Set<String>> arrows = new TreeMap<>();
    Matcher matcher = ARROW.matcher(out.toString());
    while (matcher.find()) {
      arrows
          .computeIfAbsent(matcher.group(1).substring(PREFIX.length()), from -> new TreeSet<>())
          .add(matcher.group(2).replace(PREFIX, "gate."));
    }
    assertTrue(arrows.containsKey("attribution"), out.toString());
    for (String core : Set.of("model", "stats", "attribution")) {
      Set<String> forbidden = new TreeSet<>(arrows.get(core));
      forbidden.removeIf(
          to ->
              to.equals("java.lang")
                  || to.startsWith("java.lang.")
                  || to.equals("java.math")
                  || to.startsWith("java.util")
                  || to.startsWith("org.apache.commons.")
                  || Set.of("gate.model", "gate.stats", "gate.attribution").contains(to));
      assertEquals(Set.of(), forbidden, core);
    }
    assertTrue(arrows.get("profiles").contains("gate.attribution"), "the arrows are read");
  }
}
