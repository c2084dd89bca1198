// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each benchmark runs, once and short, from the jar and by its name, so that none rots. */
class ShortRunIT {
  private static final Path JAR = Path.of("target", "benchmarks.jar").toAbsolutePath();

  /** One iteration of everything, in the smallest size there is. */
  private static final String SHORT =
      "-f 1 -wi 0 -i 1 -r 20ms -foe true -p words=16 -p distinct=1000 -p depth=10"
          + " -p ticksPerSecond=8000 -p buffer=262144 -p oneIn=10 -p drainLimit=4096";

  @TempDir Path dir;

  private record Run(int status, String output) {}

  private Run run(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Another build on this machine may be at it as well.
    command.add("-Djmh.ignoreLock=true");
    command.add("-jar");
    command.add(JAR.toString());
    command.addAll(List.of(arguments.split(" ")));
    Path log = dir.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    return new Run(process.exitValue(), Files.readString(log));
  }

  /** What has a test of its own below. */
  private static final Set<String> APART = Set.of("RingWriteLatency", "HandlerCost", "ThreadCrowd");

  /** The classes of the jar's benchmarks, from JMH's list: the fourth word of each line. */
  static List<String> classes() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      byte[] list = jar.getInputStream(jar.getEntry("META-INF/BenchmarkList")).readAllBytes();
      return new String(list, UTF_8)
          .lines()
          .map(line -> line.split(" ")[3].replaceAll(".*\\.", ""))
          .distinct()
          .filter(name -> !APART.contains(name))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("classes")
  void runs(String name) throws IOException, InterruptedException {
    Run run = run("benchmarks\\." + name + "\\. " + SHORT);
    if (name.equals("VirtualThreads") && Runtime.version().feature() < 21) {
      assertTrue(run.output().contains("needs JDK 21"), run.output());
      return;
    }
    assertEquals(0, run.status(), run.output());
    assertTrue(run.output().contains("\nBenchmark "), run.output());
  }

  @Test
  void reportsAndDrawsTheLatencyOfARingWrite() throws IOException, InterruptedException {
    Run run = run("RingWriteLatency " + SHORT + " -rf csv -rff ring.csv");
    assertEquals(0, run.status(), run.output());
    assertTrue(run.output().contains("twoWriters:batch.p0.999"), run.output());
    assertTrue(run.output().contains("gc.alloc.rate.norm"), run.output());
    drawn("latency", "ring.csv");
  }

  @Test
  void reportsTheHandlersCost() throws IOException, InterruptedException {
    Run run = run("HandlerCost " + SHORT.replace("20ms", "200ms"));
    assertEquals(0, run.status(), run.output());
    assertTrue(run.output().contains("pprof.handler.p99"), run.output());
  }

  @Test
  void reportsWhatACrowdOfThreadsCosts() throws IOException, InterruptedException {
    Run run = run("ThreadCrowd " + SHORT + " -p parked=1000");
    assertEquals(0, run.status(), run.output());
    assertTrue(run.output().contains("reader.cpu"), run.output());
    assertTrue(run.output().contains("cpu.norm"), run.output());
  }

  private void drawn(String kind, String csv) throws IOException, InterruptedException {
    Run plot = run("Plots " + kind + " " + csv + " plot.png");
    assertEquals(0, plot.status(), plot.output());
    assertTrue(ImageIO.read(dir.resolve("plot.png").toFile()).getWidth() > 100);
  }

  @Test
  void saysInOneLineWhatIsWrongWithAnOption() throws IOException, InterruptedException {
    Run unknown = run("Plots nonsense");
    assertEquals(2, unknown.status());
    assertEquals(1, unknown.output().lines().count(), unknown.output());
    assertTrue(unknown.output().startsWith("Plots: give latency"), unknown.output());
  }
}
