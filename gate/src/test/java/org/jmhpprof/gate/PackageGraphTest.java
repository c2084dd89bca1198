// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.jmhpprof.gate.model.Verdict;
import org.junit.jupiter.api.Test;

/** Which package of the gate may know which, and which library is known where. */
class PackageGraphTest {
  private static final String ARROWS =
      """
      attribution -> model
      attribution -> stats
      cli -> attribution
      cli -> json
      cli -> model
      cli -> profiles
      cli -> report
      cli -> run
      cli -> stats
      cli -> verdict
      json -> model
      model -> stats
      profiles -> attribution
      profiles -> json
      profiles -> model
      report -> attribution
      report -> json
      report -> model
      run -> json
      run -> model
      run -> profiles
      run -> stats
      run -> verdict
      verdict -> model
      verdict -> stats
      """;

  private static final String LIBRARIES =
      """
      attribution -> org.apache.commons.numbers
      attribution -> org.apache.commons.statistics
      attribution -> org.jmhpprof.viewer.model
      cli -> me.tongfei.progressbar
      cli -> picocli
      json -> com.fasterxml.jackson
      profiles -> org.jmhpprof.viewer.model
      report -> com.fasterxml.jackson
      report -> org.jmhpprof.viewer.page
      run -> org.objectweb.asm
      stats -> org.apache.commons.statistics
      """;

  /** What judges, and what it judges by, touches no file. */
  private static final Set<String> PURE = Set.of("model", "stats", "verdict", "attribution");

  private static final Pattern ARROW = Pattern.compile("^ +(\\S+) +-> (\\S+)", Pattern.MULTILINE);

  private static final Pattern LIBRARY =
      Pattern.compile(
          "me\\.tongfei\\.progressbar|picocli|org\\.objectweb\\.asm|com\\.fasterxml\\.jackson"
              + "|org\\.apache\\.commons\\.[a-z]+|com\\.google\\.protobuf"
              + "|org\\.jmhpprof\\.(viewer\\.[a-z]+|proto)");

  @Test
  void packagesDependOnlyAsDrawn() throws Exception {
    String jdeps = jdeps();
    TreeSet<String> arrows = new TreeSet<>();
    TreeSet<String> libraries = new TreeSet<>();
    TreeSet<String> impure = new TreeSet<>();
    Matcher matcher = ARROW.matcher(jdeps);
    while (matcher.find()) {
      String from = room(matcher.group(1));
      String to = matcher.group(2);
      Matcher library = LIBRARY.matcher(to);
      if (to.startsWith("org.jmhpprof.gate") && !room(to).equals(from)) {
        arrows.add(from + " -> " + room(to));
      } else if (library.lookingAt()) {
        libraries.add(from + " -> " + library.group());
      } else if (PURE.contains(from) && to.matches("java\\.(io|nio|net)\\b.*")) {
        impure.add(from + " -> " + to);
      }
    }
    assertEquals(ARROWS, String.join("\n", arrows) + "\n", jdeps);
    assertEquals(LIBRARIES, String.join("\n", libraries) + "\n", jdeps);
    assertEquals(Set.of(), impure);
  }

  private static String jdeps() throws Exception {
    Path classes =
        Path.of(Verdict.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringWriter out = new StringWriter();
    ToolProvider.findFirst("jdeps")
        .orElseThrow()
        .run(
            new PrintWriter(out),
            new PrintWriter(out),
            "--ignore-missing-deps",
            "-verbose:package",
            classes.toString());
    return out.toString();
  }

  private static String room(String name) {
    return name.startsWith("org.jmhpprof.gate.")
        ? name.substring("org.jmhpprof.gate.".length())
        : name;
  }
}
