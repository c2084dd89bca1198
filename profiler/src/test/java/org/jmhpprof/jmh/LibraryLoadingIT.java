// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The native library is loaded wherever one can be loaded from, or a line says why not. */
class LibraryLoadingIT {
  private static final String BENCHMARK = "Burn.hot -wi 0 -i 1 -r 200ms -prof pprof";

  @TempDir Path directory;

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  private void assertProfiled(JmhRun run) throws IOException {
    assertEquals(0, run.status(), run.output());
    assertEquals(1, JmhRun.profiles(directory).size(), run.output());
  }

  private static void assertFailed(JmhRun run, String line) {
    assertEquals(1, run.status(), run.output());
    assertTrue(
        run.output().lines().anyMatch(each -> each.matches("pprof: .*" + line + ".*")),
        run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aRelativeTemporaryDirectoryWillDo(Path jdk) throws Exception {
    String arguments = BENCHMARK + " -f 1 -jvmArgsAppend -Djava.io.tmpdir=relative";
    Path relative = Files.createDirectory(directory.resolve("relative"));
    assertProfiled(JmhRun.of(jdk, directory, arguments.split(" ")));
    try (var left = Files.list(relative)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aTemporaryDirectoryThatIsMissingOrNotOnesOwnIsPassedOver(Path jdk) throws Exception {
    String arguments = BENCHMARK + " -f 1 -jvmArgsAppend -Djava.io.tmpdir=/proc/none";
    assertProfiled(JmhRun.asNobody(jdk, directory, arguments.split(" ")));
  }

  /** Runs where {@code directory/noexec} is mounted so, and is the working directory. */
  private JmhRun inNoexec(Path jdk, List<String> jvmOptions) throws Exception {
    return inNoexec(jdk, "native", jvmOptions);
  }

  private JmhRun inNoexec(Path jdk, String sampler, List<String> jvmOptions) throws Exception {
    Path noexec = Files.createDirectories(directory.resolve("noexec"));
    String mount = "mount -t tmpfs -o noexec,mode=777 none '" + noexec + "'";
    assumeTrue(
        new ProcessBuilder("unshare", "-m", "bash", "-c", mount).start().waitFor() == 0,
        "needs the right to mount");
    List<String> arguments = new ArrayList<>(List.of(BENCHMARK.split(" ")));
    arguments.set(arguments.size() - 1, "pprof:sampler=" + sampler + ";dir=" + directory);
    arguments.addAll(List.of("-f", "1", "-jvmArgsAppend", "-Djava.io.tmpdir=" + noexec));
    for (String option : jvmOptions) {
      arguments.addAll(List.of("-jvmArgsAppend", option));
    }
    return JmhRun.under(
        List.of("unshare", "-m", "bash", "-c", mount + " && cd '" + noexec + "' && \"$@\"", "bash"),
        jdk,
        directory,
        arguments.toArray(new String[0]));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void fromAFileSystemWithoutExecutionTheCacheIsTheWayOut(Path jdk) throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    assertProfiled(inNoexec(jdk, List.of("-Duser.home=" + home)));
    try (var left = Files.list(home.resolve(".cache"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whereNothingCanBeExecutedALineSaysWhatWasTried(Path jdk) throws Exception {
    String noexec = directory.resolve("noexec").toString();
    JmhRun run = inNoexec(jdk, List.of("-Duser.home=/proc"));
    assertFailed(
        run,
        "cannot be loaded: "
            + noexec
            + ": failed to map segment.*; /proc/.cache: .*; -Djmhpprof.library=<file> .*");
    assertTrue(run.output().lines().anyMatch(line -> line.startsWith("Burn.hot ")), run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whereNothingCanBeExecutedJfrSamplesUnlessToldOtherwise(Path jdk) throws Exception {
    JmhRun run = inNoexec(jdk, "auto", List.of("-Duser.home=/proc"));
    assertProfiled(run);
    assertEquals(
        1,
        run.output()
            .lines()
            .filter(line -> line.matches("pprof: JFR samples .*: failed to map segment.*"))
            .count(),
        run.output());
  }

  /** Takes this machine's library out of the jar, as a user would. */
  private Path unpacked() throws IOException {
    Path file = directory.resolve("taken out.so");
    String machine = System.getProperty("os.arch").replace("amd64", "x86_64");
    try (ZipFile jar = new ZipFile(JmhRun.module().resolve("target/jmh-pprof.jar").toFile())) {
      ZipEntry library =
          jar.stream()
              .filter(entry -> entry.getName().endsWith("/linux-" + machine + "/libjmhpprof.so"))
              .findFirst()
              .orElseThrow();
      try (InputStream in = jar.getInputStream(library)) {
        Files.copy(in, file);
      }
    }
    return file;
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aFileThatTheUserNamesIsLoadedAsItIs(Path jdk) throws Exception {
    String given = "-Djmhpprof.library=" + unpacked();
    assertProfiled(inNoexec(jdk, List.of("-Duser.home=/proc", given)));
    JmhRun missing =
        JmhRun.of(
            jdk,
            directory,
            (BENCHMARK + " -f 1 -jvmArgsAppend -Djmhpprof.library=none.so").split(" "));
    assertFailed(missing, directory.resolve("none.so") + ".*");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aFileThatTheHostNamesIsTheForksToo(Path jdk) throws Exception {
    // The environment would be the fork's, too.
    String withProperty = "java=$1; shift; exec $java -Djmhpprof.library=none.so \"$@\"";
    JmhRun run =
        JmhRun.under(
            List.of("bash", "-c", withProperty, "bash"),
            jdk,
            directory,
            (BENCHMARK + " -f 1 -jvmArgs -Xmx200m").split(" "));
    assertFailed(run, directory.resolve("none.so") + ".*");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whereNativeAccessIsDeniedTheFlagToAddIsNamed(Path jdk) throws Exception {
    assumeTrue(JmhRun.feature(jdk) >= 24, "came with JDK 24");
    List<String> deny = List.of("env", "JDK_JAVA_OPTIONS=--illegal-native-access=deny");
    assertFailed(
        JmhRun.under(deny, jdk, directory, (BENCHMARK + ":sampler=native -f 0").split(" ")),
        "denies native access.*--enable-native-access=ALL-UNNAMED");
    // A fork gets it.
    assertProfiled(JmhRun.under(deny, jdk, directory, (BENCHMARK + " -f 1").split(" ")));
  }
}
