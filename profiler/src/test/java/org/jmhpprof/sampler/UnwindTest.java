// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Native frames: {@code ehframe.h}, {@code unwind.h} and {@code images.h}, without a JVM. */
@Timeout(240)
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64", disabledReason = "steps are x86's")
class UnwindTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "lib");
  private static final Path LIBJVM = JAVA.resolve("server/libjvm.so");

  private static Path built(String name) throws Exception {
    return Path.of(UnwindTest.class.getResource("/native/" + name).toURI());
  }

  private static List<Path> chains() throws Exception {
    try (Stream<Path> files = Files.list(built("chains"))) {
      return files.sorted().toList();
    }
  }

  /** The library that this JVM has loaded under a name. */
  private static Path loaded(String name) throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return maps.filter(line -> line.contains("/" + name))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void passes(String program, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(built(program).toString()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("0 failed\n", output);
    assertEquals(0, process.waitFor());
  }

  private static List<String> arguments(String mode, List<Path> files) {
    return Stream.concat(Stream.of(mode), files.stream().map(Path::toString)).toList();
  }

  @Test
  void eachStepOfAProgramIsUnwoundToItsCallers() throws Exception {
    passes("unwind_test", chains().stream().map(Path::toString).toList());
  }

  @Test
  void libraryListsAreReplacedUnderHandlers() throws Exception {
    passes("unwind_test_address", List.of());
  }

  @Test
  void theRulesAreThoseThatReadelfPrints() throws Exception {
    List<Path> files = new ArrayList<>(List.of(LIBJVM, loaded("libc.so")));
    chains().stream().filter(file -> !file.endsWith("libpointers.so")).forEach(files::add);
    passes("ehframe_test", arguments("rules", files));
  }

  @Test
  void damagedSectionsAreReadWithinTheirBounds() throws Exception {
    passes("ehframe_test", arguments("fuzz", List.of(loaded("libc.so"), LIBJVM)));
  }

  @Test
  void stacksAreReadWithinTheirBoundsWhateverTheTablesSay() throws Exception {
    passes("unwind_fuzz", List.of(loaded("libc.so").toString(), LIBJVM.toString()));
  }

  @Test
  void theLibrariesOfThisMachineAreUnderstood() throws Exception {
    passes("ehframe_test", arguments("corpus", List.of(JAVA, loaded("libc.so").getParent())));
  }
}
