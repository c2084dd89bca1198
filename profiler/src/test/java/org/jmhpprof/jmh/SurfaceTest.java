// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.Phase;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.ProfilerException;

/** What users see and scripts rely on is what docs/surface/profiler.txt says. */
class SurfaceTest {
  private static final Path LIST =
      JmhRun.module().toAbsolutePath().resolveSibling("docs/surface/profiler.txt");

  @Test
  void theSurfaceIsThatOfTheList() throws Exception {
    List<String> found = surface();
    if (Boolean.getBoolean("surface.write")) {
      Files.write(LIST, found);
    }
    List<String> listed = Files.readAllLines(LIST);
    List<String> differences = new ArrayList<>();
    listed.stream().filter(line -> !found.contains(line)).forEach(l -> differences.add("- " + l));
    found.stream().filter(line -> !listed.contains(line)).forEach(l -> differences.add("+ " + l));
    assertEquals(
        "",
        String.join("\n", differences),
        "differs from docs/surface/profiler.txt; if that is meant: docs/compatibility.md\n");
    assertEquals(found, listed, "the order");
  }

  private static List<String> surface() throws Exception {
    List<String> lines = new ArrayList<>();
    options(lines);
    for (Field field : Labels.class.getDeclaredFields()) {
      if (field.getType() == String.class) {
        lines.add("result " + field.get(null));
      }
    }
    for (Event event : Event.values()) {
      lines.add("file <dir>/<benchmark id>/fork<N>." + event.word() + ".pb.gz");
      lines.add("values of " + event.word() + ": " + types(event.types()));
      lines.add("period of " + event.word() + ": " + types(List.of(event.period())));
    }
    lines.add("file <dir>/<benchmark id>/profile.html");
    lines.add("file <dir>/index.html");
    for (String label : labels()) {
      lines.add("label " + label);
    }
    lines.add("label phase: " + words(Arrays.stream(Phase.values()).map(Phase::label)));
    lines.add("label state: " + words(states()));
    for (String key : comments()) {
      lines.add("comment " + key);
    }
    for (String usage : commandsOfTheJar()) {
      lines.add("jmh-pprof.jar " + usage);
    }
    return lines;
  }

  /** The commands and the options of {@code java -jar jmh-pprof.jar}, as its help has them. */
  private static List<String> commandsOfTheJar() throws ReflectiveOperationException {
    Field help = Class.forName("org.jmhpprof.viewer.cli.Arguments").getDeclaredField("HELP");
    help.setAccessible(true);
    List<String> usages =
        Pattern.compile("(?m)^  (\\S.*?)(?:  +\\S.*)?$")
            .matcher((String) help.get(null))
            .results()
            .map(line -> line.group(1))
            .toList();
    assertTrue(usages.size() >= 8, usages.toString());
    return usages;
  }

  /** Each option with its default, and what it accepts as the program itself says it. */
  private static void options(List<String> lines) {
    Pattern.compile("(?m)^  ([a-z-]+)=<(?:.|\\n)*?\\(default:\\s+([^)]+)\\)")
        .matcher(PprofOptions.HELP)
        .results()
        .forEach(
            help ->
                lines.add(
                    "option %s = %s; %s"
                        .formatted(help.group(1), help.group(2), allowed(help.group(1)))));
    assertTrue(lines.size() >= 18, lines.toString());
  }

  private static String allowed(String option) {
    try {
      PprofOptions.parse(option + "=?");
      return "any text";
    } catch (ProfilerException e) {
      return e.getMessage().replaceFirst(".* is not allowed, allowed is ", "");
    }
  }

  private static String types(Collection<Event.SampleType> types) {
    return words(types.stream().map(type -> type.type() + "/" + type.unit()));
  }

  private static Collection<String> labels() throws ReflectiveOperationException {
    Field ours = Class.forName("org.jmhpprof.sampler.LabelSets").getDeclaredField("OURS");
    ours.setAccessible(true);
    Collection<String> labels = new TreeSet<>();
    ((Collection<?>) ours.get(null)).forEach(label -> labels.add((String) label));
    return labels;
  }

  private static Stream<String> states() throws ReflectiveOperationException {
    Class<?> type = Class.forName("org.jmhpprof.sampler.ThreadState");
    Method label = type.getDeclaredMethod("label");
    label.setAccessible(true);
    List<String> states = new ArrayList<>();
    for (Object state : type.getEnumConstants()) {
      states.add((String) label.invoke(state));
    }
    return states.stream();
  }

  /** The keys of the comments, as the sources add them. */
  private static Collection<String> comments() throws IOException {
    Collection<String> keys = new TreeSet<>();
    Path sources = JmhRun.module().resolve("src/main/java/org/jmhpprof");
    try (Stream<Path> files =
        Stream.concat(Files.list(sources.resolve("jmh")), Files.list(sources.resolve("sampler")))) {
      for (Path file : files.toList()) {
        Pattern.compile("\\bcomments\\s*\\.(?:add|put)\\(\\s*\"([^\"]+)\"( \\+)?")
            .matcher(Files.readString(file))
            .results()
            .forEach(key -> keys.add(key.group(1) + (key.group(2) == null ? "" : "<name>")));
      }
    }
    assertTrue(keys.size() >= 20, keys.toString());
    return keys;
  }

  private static String words(Stream<String> words) {
    return words.filter(word -> !word.isEmpty()).collect(Collectors.joining(", "));
  }
}
