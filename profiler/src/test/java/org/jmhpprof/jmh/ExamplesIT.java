// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The projects in {@code examples} build with the profiler's jar, and their runs end with pages.
 */
class ExamplesIT {
  private static final Path ROOT = JmhRun.module().toAbsolutePath().getParent();
  private static final Path EXAMPLES = ROOT.resolve("examples");

  @TempDir Path directory;

  @Test
  void theMavenProjectBuildsAndRuns() throws Exception {
    buildAndRun("maven", "org.example.WordsBenchmark.count-avgt");
  }

  @Test
  void theArchetypesProjectBuildsAndRuns() throws Exception {
    buildAndRun("archetype", "org.example.MyBenchmark.testMethod-thrpt");
  }

  /** Without Gradle only what the project names can be checked; its source is the Maven one's. */
  @Test
  void theGradleProjectNamesWhatThereIs() throws Exception {
    String build = Files.readString(EXAMPLES.resolve("gradle/build.gradle.kts"));
    assertTrue(
        build.contains("jmh(\"org.jmhpprof:jmh-pprof:" + property("version") + "\")"), build);
    assertTrue(build.contains("jmhVersion.set(\"" + property("jmh.version") + "\")"), build);
    Matcher option =
        Pattern.compile("profilers.set\\(listOf\\(\"pprof:(.*)\"\\)\\)").matcher(build);
    assertTrue(option.find(), build);
    assertEquals(Path.of("build/profiles"), PprofOptions.parse(option.group(1)).dir());
    String source = "java/org/example/WordsBenchmark.java";
    assertEquals(
        Files.readString(EXAMPLES.resolve("maven/src/main/" + source)),
        Files.readString(EXAMPLES.resolve("gradle/src/jmh/" + source)));
  }

  @Test
  void theMavenProjectsHaveOurVersions() throws Exception {
    for (String name : List.of("maven", "archetype")) {
      String pom = Files.readString(EXAMPLES.resolve(name + "/pom.xml"));
      assertTrue(pom.contains("<version>" + property("version") + "</version>"), name);
      assertTrue(pom.contains("<jmh.version>" + property("jmh.version") + "</jmh.version>"), name);
    }
  }

  private static String property(String name) throws IOException {
    Matcher matcher =
        Pattern.compile("<" + name + ">(.*)</" + name + ">")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertTrue(matcher.find(), name);
    return matcher.group(1);
  }

  private void buildAndRun(String example, String id) throws Exception {
    Path project = copy(EXAMPLES.resolve(example), directory.resolve(example));
    Path repository = repositoryWithTheProfiler();
    String build =
        succeed(
            project,
            ROOT.resolve("mvnw").toString(),
            "--batch-mode",
            "-Dmaven.repo.local=" + repository,
            // The plugins and JMH come from the repository of this build.
            "-Dmaven.repo.local.tail=" + System.getProperty("localRepository"),
            "package");
    assertTrue(build.contains("BUILD SUCCESS"), build);
    for (Path jdk : JmhRun.jdks()) {
      String run =
          succeed(
              project,
              jdk.resolve("bin/java").toString(),
              "-Djava.io.tmpdir=" + directory,
              "-jar",
              "target/benchmarks.jar",
              "-f",
              "1",
              "-wi",
              "0",
              "-i",
              "1",
              "-r",
              "300ms",
              "-prof",
              "pprof:dir=" + jdk.getFileName());
      Path page = Path.of(jdk.getFileName().toString(), id, "profile.html");
      assertTrue(run.strip().endsWith("pprof: page: " + page), run);
      assertTrue(Files.exists(project.resolve(page)));
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path name = from.relativize(file);
        if (!name.startsWith("target")) {
          Files.copy(file, to.resolve(name.toString()));
        }
      }
    }
    return to;
  }

  /** A local repository that has what {@code install} would put there, and nothing else. */
  private Path repositoryWithTheProfiler() throws IOException {
    Path repository = directory.resolve("repository");
    Path target = JmhRun.module().resolve("target");
    install(repository, "jmh-pprof", target.resolve("dependency-reduced-pom.xml"), "pom");
    install(repository, "jmh-pprof", target.resolve("jmh-pprof.jar"), "jar");
    install(repository, "jmh-pprof-parent", ROOT.resolve("pom.xml"), "pom");
    return repository;
  }

  private static void install(Path repository, String artifact, Path file, String extension)
      throws IOException {
    String version = property("version");
    Path folder = repository.resolve("org/jmhpprof").resolve(artifact).resolve(version);
    Files.createDirectories(folder);
    Files.copy(file, folder.resolve(artifact + "-" + version + "." + extension));
  }

  private String succeed(Path project, String... command) throws Exception {
    Path log = Files.createTempFile(directory, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> "still running: " + text(log));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), () -> text(log));
    return text(log);
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
