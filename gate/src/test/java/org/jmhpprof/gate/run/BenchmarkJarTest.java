// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.run.BenchmarkJar.ProfilerOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkJarTest {
  private static final String PROFILER = "pprof.class";

  @TempDir Path directory;

  private Path jar(String name, String... entries) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Main");
    Path file = directory.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (String entry : entries) {
        jar.putNextEntry(new ZipEntry(entry));
        jar.closeEntry();
      }
    }
    return file;
  }

  private static BenchmarkJar open(Path jar, Path profiler) throws BadInput {
    return BenchmarkJar.open(jar, Path.of("java"), Optional.ofNullable(profiler), false);
  }

  private static String profiling(Path jar, Path profiler) throws BadInput {
    return open(jar, profiler).profiling(Path.of("out"), Set.of());
  }

  /** An option that a profiler does not know would end the fork. */
  @Test
  void pagesAreSwitchedOffWhereTheProfilerKnowsThem() throws Exception {
    Path without = jar("without.jar");
    Path early = jar("early.jar", PROFILER);
    Path today = jar("today.jar", PROFILER, ProfilerOption.PAGE.sign);
    assertEquals("pprof:dir=out", profiling(early, null));
    assertEquals("pprof:dir=out;page=off", profiling(today, null));
    assertEquals("pprof:dir=out", profiling(today, early), "the one outside is the one that runs");
    assertEquals("pprof:dir=out;page=off", profiling(early, today));
    assertEquals("pprof:dir=out;page=off", profiling(without, today));
    assertFalse(open(without, null).canProfile());
    assertTrue(open(without, today).canProfile());
  }

  @Test
  void otherEventsAreAskedForWhereTheProfilerKnowsThem() throws Exception {
    Path early = jar("early.jar", PROFILER);
    Path today = jar("today.jar", PROFILER, ProfilerOption.EVENT.sign, ProfilerOption.PAGE.sign);
    Set<String> events = Set.of("wall", "alloc");
    assertEquals("pprof:dir=out", open(early, null).profiling(Path.of("out"), events));
    assertEquals(
        "pprof:dir=out;event=cpu,alloc,wall;page=off",
        open(today, null).profiling(Path.of("out"), events));
  }

  @Test
  void theClassesThatTellAreTheProfilers() {
    for (ProfilerOption option : ProfilerOption.values()) {
      assertTrue(
          Files.exists(Path.of("../profiler/target/classes").resolve(option.sign)), option.sign);
    }
  }

  @Test
  void aProfilerThatIsNoJarIsOneLine() throws Exception {
    Path text = Files.writeString(directory.resolve("no.jar"), "no jar");
    BadInput e = assertThrows(BadInput.class, () -> open(jar("b.jar"), text));
    assertTrue(e.getMessage().startsWith(text + ": not readable as a jar: "), e.getMessage());
  }
}
