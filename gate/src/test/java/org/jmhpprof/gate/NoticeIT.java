// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The NOTICE in a jar names all that is in the jar and not ours, and nothing else. */
class NoticeIT {
  private static final Pattern PLACE = Pattern.compile("(?m)^  in (\\S+)$");
  private static final Pattern LICENSE =
      Pattern.compile("META-INF/\\S*(?:LICENSE|licenses/[\\w-]+\\.txt)");
  private static final Pattern OURS =
      Pattern.compile(
          "org/jmhpprof/(?!shaded/|viewer/page/d3).*|pprof\\.class|profile\\.proto"
              + "|native/linux-[\\w-]+/libjmhpprof\\.so"
              + "|META-INF/(MANIFEST\\.MF|LICENSE|NOTICE|licenses/.*)"
              + "|META-INF/services/org\\.openjdk\\.jmh\\.profile\\.Profiler");

  @ParameterizedTest
  @ValueSource(strings = {"profiler.jar", "gate.jar"})
  void theNoticeNamesWhatIsInside(String property) throws IOException {
    try (JarFile jar = new JarFile(System.getProperty(property))) {
      String notice = text(jar, "META-INF/NOTICE");
      List<String> places = found(PLACE, notice, 1);
      Set<String> used = new TreeSet<>();
      Set<String> unnamed = new TreeSet<>();
      for (String entry : entries(jar)) {
        List<String> homes = places.stream().filter(entry::startsWith).toList();
        used.addAll(homes);
        if (homes.isEmpty() && !OURS.matcher(entry).matches() && !isLicense(entry, notice)) {
          unnamed.add(entry.replaceFirst("/[^/]*$", "/"));
        }
      }
      assertEquals(Set.of(), unnamed, "in the jar, and its NOTICE does not say whose it is");
      assertEquals(new TreeSet<>(places), used, "what the NOTICE names, and what of it is there");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"profiler.jar", "gate.jar"})
  void theLicencesAreInside(String property) throws IOException {
    try (JarFile jar = new JarFile(System.getProperty(property))) {
      List<String> licences = found(LICENSE, text(jar, "META-INF/NOTICE"), 0);
      assertTrue(licences.size() > 1, () -> "licences: " + licences);
      for (String licence : licences) {
        assertTrue(text(jar, licence).length() > 500, licence);
      }
      Set<String> there =
          entries(jar).stream()
              .filter(entry -> entry.startsWith("META-INF/licenses/"))
              .collect(Collectors.toCollection(TreeSet::new));
      there.removeAll(licences);
      assertEquals(Set.of(), there, "licences that belong to nothing");
    }
  }

  private static boolean isLicense(String entry, String notice) {
    return found(LICENSE, notice, 0).contains(entry);
  }

  /** Files, each under the name that a class loader would see. */
  private static List<String> entries(JarFile jar) {
    return jar.stream()
        .filter(entry -> !entry.isDirectory())
        .map(entry -> entry.getName().replaceFirst("^META-INF/versions/\\d+/", ""))
        .toList();
  }

  private static List<String> found(Pattern pattern, String text, int group) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(group)).toList();
  }

  private static String text(JarFile jar, String name) throws IOException {
    JarEntry entry = jar.getJarEntry(name);
    assertTrue(entry != null, () -> jar.getName() + " has no " + name);
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }
}
