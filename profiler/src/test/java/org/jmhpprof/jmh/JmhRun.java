// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jmhpprof.proto.Profile;

/**
 * One run of JMH with the profiler, as a user starts it: a process of its own, with the jar that
 * users get.
 */
record JmhRun(int status, String output) {
  static JmhRun of(Path jdk, Path directory, String... arguments)
      throws IOException, InterruptedException {
    Path testClasses = testClasses();
    String classPath =
        Stream.concat(
                Stream.of(testClasses, testClasses.resolveSibling("jmh-pprof.jar")),
                // JMH and what it needs; the profiler itself must come from its jar.
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> entry.matches(".*/(jmh-core|jopt-simple|commons-math3)-.*"))
                    .map(Path::of))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    // JMH's lock lies there; another run on this machine is none of ours.
    command.add("-Djava.io.tmpdir=" + directory);
    command.add("-cp");
    command.add(classPath);
    command.add("org.openjdk.jmh.Main");
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(directory, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    return new JmhRun(
        process.exitValue(), String.join(" ", command) + "\n" + Files.readString(log));
  }

  private static Path testClasses() {
    try {
      return Path.of(JmhRun.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The JDK that runs the tests, and each other one of 17 or later that lies beside it. */
  static List<Path> jdks() throws IOException {
    Path own = Path.of(System.getProperty("java.home")).toRealPath();
    List<Path> all = new ArrayList<>(List.of(own));
    Path installed = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(installed)) {
      try (Stream<Path> entries = Files.list(installed)) {
        for (Path entry : entries.sorted().toList()) {
          Path real = entry.toRealPath();
          if (Files.isExecutable(real.resolve("bin/javac"))
              && isUsable(real)
              && !all.contains(real)) {
            all.add(real);
          }
        }
      }
    }
    return all;
  }

  private static boolean isUsable(Path jdk) throws IOException {
    Path release = jdk.resolve("release");
    return Files.isRegularFile(release)
        && Files.readString(release).matches("(?s).*JAVA_VERSION=\"(1[7-9]|[2-9][0-9])[.\"-].*");
  }

  static Profile profile(Path file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return Profile.parseFrom(in);
    }
  }

  static List<Path> profiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".pb.gz")).sorted().toList();
    }
  }
}
