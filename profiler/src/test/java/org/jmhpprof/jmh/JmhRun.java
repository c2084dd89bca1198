// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jmhpprof.proto.Profile;

/**
 * One run of JMH with the profiler, as a user starts it: a process of its own, with the jar that
 * users get.
 */
public record JmhRun(int status, String output) {
  private static final String JMH = "org.openjdk.jmh.Main";
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Becomes an ordinary user. */
  public static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  /** With the JVM in {@code jdk}, in {@code directory}, with JMH's own arguments. */
  public static JmhRun of(Path jdk, Path directory, String... arguments)
      throws IOException, InterruptedException {
    return of(LIMIT, jdk, directory, arguments);
  }

  /** The same, killed after {@code limit}. */
  public static JmhRun of(Duration limit, Path jdk, Path directory, String... arguments)
      throws IOException, InterruptedException {
    return ofProgram(limit, jdk, directory, JMH, arguments);
  }

  /** Another program of the tests than JMH. */
  public static JmhRun ofProgram(
      Duration limit, Path jdk, Path directory, String program, String... arguments)
      throws IOException, InterruptedException {
    return start(limit, jdk, directory, List.of(), classPath(), program, arguments);
  }

  /** The same, started by another command, such as one that sets a limit first. */
  public static JmhRun under(List<String> command, Path jdk, Path directory, String... arguments)
      throws IOException, InterruptedException {
    return start(LIMIT, jdk, directory, command, classPath(), JMH, arguments);
  }

  /**
   * The same, with another command before the JVM of the forks and none before the host's. JDK 25
   * starts a process with no signal blocked, so some things reach a fork in no other way.
   */
  public static JmhRun forksUnder(
      List<String> command, Path jdk, Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(command);
    words.add(jdk.resolve("bin/java").toString());
    String quoted =
        words.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    Path java =
        Files.writeString(directory.resolve("java"), "#!/bin/sh\nexec " + quoted + " \"$@\"\n");
    if (!java.toFile().setExecutable(true)) {
      throw new IOException(java + " cannot be made executable");
    }
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-jvm", java.toString()));
    return of(jdk, directory, all.toArray(new String[0]));
  }

  /**
   * The same as an ordinary user, who may not look into the builder's home: the class path is
   * copied.
   */
  public static JmhRun asNobody(Path jdk, Path directory, String... arguments)
      throws IOException, InterruptedException {
    return asNobody(NOBODY, jdk, directory, arguments);
  }

  /**
   * The same under a command of its own.
   *
   * @param command becomes an ordinary user, and may keep some of root's rights
   */
  public static JmhRun asNobody(List<String> command, Path jdk, Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<Path> copies = new ArrayList<>();
    for (Path entry : classPath()) {
      copies.add(copy(entry, directory.resolve("class-path")));
    }
    // A temporary directory is its owner's alone.
    directory.getParent().toFile().setExecutable(true, false);
    directory.toFile().setExecutable(true, false);
    directory.toFile().setReadable(true, false);
    directory.toFile().setWritable(true, false);
    return start(LIMIT, jdk, directory, command, copies, JMH, arguments);
  }

  private static Path copy(Path from, Path into) throws IOException {
    Path to = into.resolve(from.getFileName().toString());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return to;
  }

  private static List<Path> classPath() {
    Path testClasses = testClasses();
    return Stream.concat(
            Stream.of(testClasses, testClasses.resolveSibling("jmh-pprof.jar")),
            // JMH and what it needs; the profiler itself must come from its jar.
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(".*/(jmh-core|jopt-simple|commons-math3)-.*"))
                .map(Path::of))
        .toList();
  }

  private static JmhRun start(
      Duration limit,
      Path jdk,
      Path directory,
      List<String> prefix,
      List<Path> classPath,
      String program,
      String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(jdk.resolve("bin/java").toString());
    // JMH keeps its lock there; another run on the machine is no concern of this one.
    command.add("-Djava.io.tmpdir=" + directory);
    command.add("-cp");
    command.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add(program);
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(directory, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    return new JmhRun(
        process.exitValue(), String.join(" ", command) + "\n" + Files.readString(log));
  }

  /** The directory of the module. */
  public static Path module() {
    return testClasses().getParent().getParent();
  }

  private static Path testClasses() {
    try {
      return Path.of(JmhRun.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The JDK that runs the tests, and each other one of 17 or later that lies beside it. */
  public static List<Path> jdks() throws IOException {
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

  /** 17 of the JDK 17. */
  public static int feature(Path jdk) throws IOException {
    Matcher matcher =
        Pattern.compile("JAVA_VERSION=\"([0-9]+)")
            .matcher(Files.readString(jdk.resolve("release")));
    if (!matcher.find()) {
      throw new IllegalStateException(jdk + " does not say its version");
    }
    return Integer.parseInt(matcher.group(1));
  }

  private static boolean isUsable(Path jdk) throws IOException {
    Path release = jdk.resolve("release");
    return Files.isRegularFile(release)
        && Files.readString(release).matches("(?s).*JAVA_VERSION=\"(1[7-9]|[2-9][0-9])[.\"-].*");
  }

  public static Profile profile(Path file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return Profile.parseFrom(in);
    }
  }

  public static List<Path> profiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".pb.gz")).sorted().toList();
    }
  }
}
