// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents agree with the program and with each other. */
class DocumentsTest {
  private static final Path ROOT = JmhRun.module().toAbsolutePath().getParent();
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      for (String line : text(document)) {
        for (MatchResult link : LINK.matcher(line).results().toList()) {
          if (!link.group(1).contains("://")) {
            links++;
            if (!leadsSomewhere(document, link.group(1))) {
              broken.add(ROOT.relativize(document) + ": " + link.group(1));
            }
          }
        }
      }
    }
    assertEquals(List.of(), broken);
    assertTrue(links > 50, links + " links found");
  }

  @Test
  void aLinkToNowhereIsFound() {
    Path readme = ROOT.resolve("README.md");
    assertTrue(leadsSomewhere(readme, "docs/profiles.md#phases"));
    assertEquals(false, leadsSomewhere(readme, "docs/profiles.md#no-such-heading"));
    assertEquals(false, leadsSomewhere(readme, "docs/no-such-file.md"));
    assertEquals("what-pprofoverhead-says", anchor("What `pprof.overhead` says"));
  }

  @Test
  void theReadmeIsShort() throws IOException {
    int lines = Files.readAllLines(ROOT.resolve("README.md")).size();
    assertTrue(lines < 120, lines + " lines");
  }

  @Test
  void theReadmeHasTheOptionsOfTheHelp() throws IOException {
    Map<String, String> ofHelp = new TreeMap<>();
    Pattern.compile("(?m)^  ([a-z-]+)=<(?:.|\\n)*?\\(default:\\s+(?:the )?([^)]+)\\)")
        .matcher(PprofOptions.HELP)
        .results()
        .forEach(option -> ofHelp.put(option.group(1), option.group(2)));
    Map<String, String> ofReadme = new TreeMap<>();
    Pattern.compile("(?m)^\\| `([a-z-]+)` \\| .* \\| `?([^`|]+?)`? \\|$")
        .matcher(Files.readString(ROOT.resolve("README.md")))
        .results()
        .forEach(option -> ofReadme.put(option.group(1), option.group(2)));
    assertEquals(ofHelp, ofReadme);
    assertTrue(ofHelp.size() >= 16, ofHelp.toString());
  }

  @Test
  void everyResultIsExplained() throws Exception {
    String profiles = Files.readString(ROOT.resolve("docs/profiles.md"));
    int results = 0;
    for (Field field : Labels.class.getDeclaredFields()) {
      if (field.getType() == String.class) {
        results++;
        assertTrue(profiles.contains("`" + field.get(null) + "`"), field.getName());
      }
    }
    assertTrue(results > 20, results + " results");
  }

  @Test
  void theMapOfTheCodeNamesFilesThatExist() throws IOException {
    Set<String> files = new HashSet<>();
    for (String module : List.of("profiler", "viewer", "gate", "proto")) {
      try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src"))) {
        sources.forEach(file -> files.add(file.getFileName().toString()));
      }
    }
    List<String> named =
        Pattern.compile("`([a-z0-9_]+\\.(?:c|h|js|java|proto)|[A-Z][A-Za-z]+)(?:\\.[a-z]\\w*)?`")
            .matcher(Files.readString(ROOT.resolve("docs/code-map.md")))
            .results()
            .map(name -> name.group(1))
            .map(name -> name.contains(".") ? name : name + ".java")
            .toList();
    assertEquals(List.of(), named.stream().filter(name -> !files.contains(name)).toList());
    assertTrue(named.size() > 60, named.size() + " files named");
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String directory : List.of("", "docs", "examples")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    return documents;
  }

  /** The lines that are not code, without the code in them. */
  private static List<String> text(Path document) throws IOException {
    return Files.readAllLines(document).stream()
        .filter(line -> !line.startsWith("    "))
        .map(line -> line.replaceAll("`[^`]*`", ""))
        .toList();
  }

  private static boolean leadsSomewhere(Path document, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  private static Set<String> anchors(Path document) {
    try {
      Set<String> anchors = new HashSet<>();
      for (String line : Files.readAllLines(document)) {
        var heading = HEADING.matcher(line);
        if (heading.matches()) {
          assertTrue(anchors.add(anchor(heading.group(1))), document + " twice: " + line);
        }
      }
      return anchors;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As GitHub makes it of a heading. */
  private static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
        .strip()
        .replace(' ', '-');
  }
}
