// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.GoldenProfile;
import org.jmhpprof.push.ProfileServer;
import org.jmhpprof.sampler.Clock;
import org.jmhpprof.sampler.NativeFrames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.AverageTimeResult;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.ScalarResult;

/** What the host writes, on file systems of other systems. */
class OtherSystemsTest {
  private static final Pattern NOT_ON_WINDOWS =
      Pattern.compile(
          "[<>:\"/\\\\|?*\\x00-\\x1f]|[. ]$|(?i)^(con|prn|aux|nul|com\\d|lpt\\d)([.].*)?$");

  private static final BenchmarkParams PARAMS =
      TestParams.withForks(1, "demo.Aux.con", "file", "C:\\a|b?*\"<é>. ", "text", "two\r\nlines");

  static List<Configuration> systems() {
    return List.of(Configuration.windows(), Configuration.osX(), Configuration.unix());
  }

  private static PprofOptions in(Path directory) {
    return new PprofOptions(
        directory,
        1_000_000,
        256,
        1 << 20,
        Clock.AUTO,
        NativeFrames.FULL,
        PprofOptions.Switch.ON,
        VirtualThreads.QUIET,
        10,
        Set.of(Event.CPU),
        1 << 19,
        PprofOptions.Switch.ON,
        0,
        10_000_000,
        PprofOptions.Idle.FOLD,
        PprofOptions.Switch.ON,
        null,
        ProfileServer.PYROSCOPE,
        SamplerChoice.AUTO,
        null);
  }

  /** A fork with its profile, as the host sees it. */
  private static void fork(PprofOptions options) throws IOException {
    HostHooks host = new HostHooks(options);
    host.jvmOptions(PARAMS);
    Path file = new ProfileFiles(options, PARAMS).ofFork(1, Event.CPU);
    GoldenProfile.write(file, Event.CPU, 1, "benchmark=demo.Aux.con");
    IterationResult iteration =
        new IterationResult(PARAMS, PARAMS.getMeasurement(), new IterationResultMetaData(1, 1));
    iteration.addResult(
        new AverageTimeResult(ResultRole.PRIMARY, "con", 1, 100, TimeUnit.NANOSECONDS));
    iteration.addResult(new ScalarResult(Labels.SAMPLES, 127, "#", AggregationPolicy.SUM));
    host.afterFork(new BenchmarkResult(PARAMS, List.of(iteration)));
  }

  private static List<Path> below(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> !path.equals(directory)).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void profilesAndPagesAreWrittenUnderNamesThatWindowsTakes(Configuration system) throws Exception {
    try (FileSystem files = Jimfs.newFileSystem(system)) {
      Path directory = files.getPath("profiles").toAbsolutePath();
      ProfileFiles.requireWritable(directory);
      assertEquals(List.of(), below(directory));
      PprofOptions options = in(directory);
      Path old = new ProfileFiles(options, PARAMS).ofFork(7, Event.CPU);
      Files.createDirectories(old.getParent());
      Files.writeString(old, "of an earlier run");
      fork(options);
      assertFalse(Files.exists(old));
      List<Path> written = below(directory);
      for (String end : List.of("fork1.cpu.pb.gz", "profile.html", "index.html")) {
        assertEquals(1, written.stream().filter(path -> path.endsWith(end)).count(), end);
      }
      assertEquals(4, written.size(), written.toString());
      for (Path path : written) {
        String name = path.getFileName().toString();
        assertFalse(NOT_ON_WINDOWS.matcher(name).find(), name);
      }
    }
  }

  /** The same bytes everywhere. */
  @Test
  void pagesAndProfilesDoNotDependOnTheSystemsLineEnds() throws Exception {
    String before = System.getProperty("line.separator");
    String os = System.getProperty("os.name");
    System.setProperty("line.separator", "\r\n");
    System.setProperty("os.name", "Windows 11");
    try (FileSystem files = Jimfs.newFileSystem(Configuration.windows())) {
      Path directory = files.getPath("C:\\runs\\profiles");
      fork(in(directory));
      List<Path> pages =
          below(directory).stream().filter(path -> path.toString().endsWith(".html")).toList();
      assertEquals(2, pages.size());
      for (Path path : pages) {
        String page = Files.readString(path, StandardCharsets.UTF_8);
        assertTrue(page.length() > 1_000, path.toString());
        assertFalse(page.contains("\r"), path.toString());
      }
    } finally {
      System.setProperty("line.separator", before);
      System.setProperty("os.name", os);
    }
  }

  @Test
  void aPathOfWindowsIsOneOption() throws Exception {
    assertEquals(
        Path.of("C:\\Users\\me\\profiles"),
        PprofOptions.parse("dir=C:\\Users\\me\\profiles;top=3").dir());
  }
}
