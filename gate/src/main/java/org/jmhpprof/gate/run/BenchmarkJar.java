// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest.Digest;

/**
 * A jar of benchmarks that {@code java -jar} runs.
 *
 * @param file the jar
 * @param java the JVM that runs it
 * @param mainClass from its manifest
 * @param hasProfiler whether {@code -prof pprof} is inside
 * @param profiler a jar with the profiler, before one that is inside
 * @param options what the profiler that then runs knows
 * @param ignoreLock whether it runs although another JMH does, on the same machine
 */
public record BenchmarkJar(
    Path file,
    Path java,
    String mainClass,
    boolean hasProfiler,
    Optional<Path> profiler,
    Set<ProfilerOption> options,
    boolean ignoreLock) {
  private static final String PROFILER = "pprof.class";

  /** Options that not every profiler knows; one that does not would refuse them. */
  enum ProfilerOption {
    PAGE("org/jmhpprof/jmh/Pages.class"),
    EVENT("org/jmhpprof/profile/Event.class");

    /** A class that is in each profiler with this option. */
    final String sign;

    ProfilerOption(String sign) {
      this.sign = sign;
    }

    private static Set<ProfilerOption> of(JarFile jar) {
      return Stream.of(values())
          .filter(option -> jar.getEntry(option.sign) != null)
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(ProfilerOption.class)));
    }
  }

  private static final Pattern PARAMETER = Pattern.compile("  param \"([^\"]+)\" = ");

  /**
   * Looks at a jar.
   *
   * @throws BadInput if it is not an executable jar
   */
  public static BenchmarkJar open(Path file, Path java, Optional<Path> profiler, boolean ignoreLock)
      throws BadInput {
    if (!Files.isRegularFile(file)) {
      throw new BadInput(file + ": no such file");
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      String main =
          jar.getManifest() == null
              ? null
              : jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
      if (main == null) {
        throw new BadInput(file + ": not executable: its manifest has no Main-Class");
      }
      return new BenchmarkJar(
          file.toAbsolutePath().normalize(),
          java,
          main.strip(),
          jar.getEntry(PROFILER) != null,
          profiler.map(Path::toAbsolutePath),
          profiler.isPresent() ? options(profiler.get()) : ProfilerOption.of(jar),
          ignoreLock);
    } catch (IOException e) {
      throw new BadInput(file + ": not readable as a jar: " + e.getMessage());
    }
  }

  private static Set<ProfilerOption> options(Path profiler) throws BadInput {
    try (JarFile jar = new JarFile(profiler.toFile())) {
      return ProfilerOption.of(jar);
    } catch (IOException e) {
      throw new BadInput(profiler + ": not readable as a jar: " + e.getMessage());
    }
  }

  /**
   * The profiler, as JMH's {@code -prof} takes it. Nobody looks at pages of single forks.
   *
   * @param events what to profile beside CPU time, if the profiler can
   */
  String profiling(Path directory, Set<String> events) {
    String all = "pprof:dir=" + directory;
    if (!events.isEmpty() && options.contains(ProfilerOption.EVENT)) {
      all += ";event=cpu," + String.join(",", new TreeSet<>(events));
    }
    return options.contains(ProfilerOption.PAGE) ? all + ";page=off" : all;
  }

  /** Whether it can be profiled. */
  public boolean canProfile() {
    return hasProfiler || profiler.isPresent();
  }

  /**
   * The command that runs it.
   *
   * @param first what goes before it on the class path
   * @param unlocked whether it runs although another JMH has the lock
   */
  List<String> command(List<Path> first, boolean unlocked, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    if (ignoreLock || unlocked) {
      command.add("-Djmh.ignoreLock=true");
    }
    if (first.isEmpty()) {
      command.add("-jar");
      command.add(file.toString());
    } else {
      command.add("-cp");
      command.add(
          Stream.concat(first.stream(), Stream.of(file))
              .map(Path::toString)
              .collect(Collectors.joining(File.pathSeparator)));
      command.add(mainClass);
    }
    command.addAll(arguments);
    return command;
  }

  /**
   * The full names of its benchmarks.
   *
   * @param patterns regular expressions as JMH takes them; none for all
   * @throws BadInput if it is no jar of JMH benchmarks or nothing matches
   */
  public SortedSet<String> list(List<String> patterns, JmhOptions options)
      throws BadInput, IOException, InterruptedException {
    return new TreeSet<>(
        listed("-l", patterns, options).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList());
  }

  /** The names of the parameters that its benchmarks have, likewise. */
  public SortedSet<String> parameters(List<String> patterns, JmhOptions options)
      throws BadInput, IOException, InterruptedException {
    return new TreeSet<>(
        listed("-lp", patterns, options).stream()
            .map(PARAMETER::matcher)
            .filter(Matcher::lookingAt)
            .map(matcher -> matcher.group(1))
            .toList());
  }

  private List<String> listed(String how, List<String> patterns, JmhOptions options)
      throws BadInput, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(patterns);
    arguments.addAll(options.excludes().words());
    arguments.add(how);
    Process process = start(command(List.of(), false, arguments));
    process.getOutputStream().close();
    List<String> lines = new String(process.getInputStream().readAllBytes()).lines().toList();
    int status = process.waitFor();
    int header = lines.indexOf("Benchmarks: ");
    if (status != 0 || header < 0) {
      String last = lines.isEmpty() ? "no output" : lines.get(lines.size() - 1);
      throw new BadInput(file + ": cannot list its benchmarks: " + last);
    }
    return lines.subList(header + 1, lines.size());
  }

  private Process start(List<String> command) throws BadInput {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new BadInput("--java " + java + ": cannot be run: " + e.getMessage());
    }
  }

  /** Whether another jar holds the same files, however old they are. */
  public boolean hasFilesOf(BenchmarkJar other) throws IOException {
    return checksums().equals(other.checksums());
  }

  /** Of every file but the manifest, in which builds write when and where they ran. */
  private Map<String, Long> checksums() throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.stream()
          .filter(entry -> !entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME))
          .collect(Collectors.toMap(JarEntry::getName, JarEntry::getCrc, (one, two) -> two));
    }
  }

  /** SHA-256 of its bytes. */
  public String digest() throws BadInput {
    return Digest.of(file);
  }
}
