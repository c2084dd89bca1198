// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Side.Renames;

/**
 * One side of a run.
 *
 * @param name base or head
 * @param directory of its results
 * @param profiles of its profiles
 * @param renames what it calls otherwise
 * @param setting how it is run, apart from what goes to both sides
 * @param intended conditions in which the sides are meant to differ, by the names of their facts
 */
public record Build(
    String name,
    BenchmarkJar jar,
    Path directory,
    Path profiles,
    Renames renames,
    Setting setting,
    Set<String> intended) {
  /**
   * What one side has and the other need not have.
   *
   * @param jvmArgs after all other arguments of its JVM
   * @param params values of parameters
   * @param profilers JMH's, with their options
   * @param slowDown share of an operation's cost that is added to it, in pairs; 0 for none
   */
  public record Setting(
      List<String> jvmArgs,
      SortedMap<String, String> params,
      List<String> profilers,
      double slowDown) {
    public static final Setting NONE = new Setting(List.of(), new TreeMap<>(), List.of(), 0);

    private static final String APPEND = "-jvmArgsAppend";

    public Setting {
      jvmArgs = List.copyOf(jvmArgs);
      params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
      profilers = List.copyOf(profilers);
    }

    /**
     * JMH's options for this side.
     *
     * @param profiled whether the gate's own profiler runs, and no other
     * @param files where this project's profiler leaves its files, unless its options say it: the
     *     two of a pair would write the same ones
     */
    JmhOptions addTo(JmhOptions options, boolean profiled, Path files) {
      JmhOptions all = profiled ? options.without("-prof") : options;
      if (!jvmArgs.isEmpty()) {
        List<String> arguments = new ArrayList<>(all.given(APPEND));
        arguments.addAll(jvmArgs);
        all = all.without(APPEND).with(APPEND, String.join(" ", arguments));
      }
      all = all.withoutParams(params.keySet());
      for (Map.Entry<String, String> param : params.entrySet()) {
        all = all.with("-p", param.getKey() + "=" + param.getValue());
      }
      for (String profiler : profiled ? List.<String>of() : profilers) {
        all = all.with("-prof", inDirectory(profiler, files));
      }
      return all;
    }

    private static String inDirectory(String profiler, Path files) {
      if (profiler.equals("pprof")) {
        return profiler + ":dir=" + files;
      }
      boolean says = profiler.matches("pprof:(.*;)?dir=.*");
      return says || !profiler.startsWith("pprof:") ? profiler : profiler + ";dir=" + files;
    }

    /**
     * The conditions in which the results of two sides then differ, by the names of their facts.
     */
    public Set<String> differences(Setting other) {
      SortedSet<String> names = new TreeSet<>();
      if (!jvmArgs.equals(other.jvmArgs)) {
        names.add("jvmArgs");
      }
      if (!profilers.equals(other.profilers)) {
        names.add("profilers");
      }
      return names;
    }

    /** For people, and for what has to be equal when a run goes on. */
    public String text() {
      List<String> parts = new ArrayList<>(jvmArgs);
      params.forEach((name, value) -> parts.add(name + "=" + value));
      profilers.forEach(profiler -> parts.add("-prof " + profiler));
      if (slowDown > 0) {
        parts.add("slowed down by " + slowDown);
      }
      return String.join(" ", parts);
    }
  }

  /** A side that is run as the other one is. */
  public Build(String name, BenchmarkJar jar, Path directory, Path profiles, Renames renames) {
    this(name, jar, directory, profiles, renames, Setting.NONE, Set.of());
  }

  /** Where this side's own profilers leave their files. */
  Path profilersFiles() {
    return directory.resolveSibling(name + "-pprof");
  }

  BlockFiles files() {
    return new BlockFiles(directory);
  }

  /** Of the forks with the profiler. */
  BlockFiles profiled() {
    return new BlockFiles(profiles);
  }

  /**
   * Where the forks of one side lie: {@code <directory>/<benchmark>/block-007.json}, with its note
   * and JMH's output beside it.
   *
   * @param directory of the side
   */
  record BlockFiles(Path directory) {
    /**
     * What one fork of a block left on disk.
     *
     * @param results by benchmark as head calls it; none if it failed
     */
    record ForkResult(
        Build build, BlockNote note, SortedMap<BenchmarkKey, BenchmarkResult> results) {
      /** The forks of a block, in the order of the builds; empty if one of them has no note. */
      static Optional<List<ForkResult>> ofBlock(List<Build> builds, String benchmark, int block)
          throws BadInput {
        List<ForkResult> forks = new ArrayList<>();
        for (Build build : builds) {
          Path results = build.files().results(benchmark, block);
          Path note = BlockNote.beside(results);
          if (!Files.exists(note)) {
            return Optional.empty();
          }
          SortedMap<BenchmarkKey, BenchmarkResult> measured =
              Files.exists(results)
                  ? build.renames().apply(SideReader.read("", List.of(results))).results()
                  : new TreeMap<>();
          forks.add(new ForkResult(build, BlockNote.read(note), measured));
        }
        return Optional.of(forks);
      }
    }

    private static final Pattern NOTE = Pattern.compile("block-(\\d+)\\.env\\.json");
    private static final String ASIDE = ".aside";
    private static final int LONGEST_NAME = 180;

    Path results(String benchmark, int block) {
      return of(benchmark).resolve(name(block) + ".json");
    }

    Path profiles(String benchmark, int block) {
      return of(benchmark).resolve(name(block));
    }

    private static String name(int block) {
      return String.format(Locale.ROOT, "block-%03d", block);
    }

    private Path of(String benchmark) {
      String safe = benchmark.replaceAll("[^A-Za-z0-9._-]", "_");
      if (!safe.equals(benchmark) || safe.length() > LONGEST_NAME) {
        CRC32 crc = new CRC32();
        crc.update(benchmark.getBytes(StandardCharsets.UTF_8));
        safe =
            safe.substring(0, Math.min(safe.length(), LONGEST_NAME))
                + "="
                + Long.toHexString(crc.getValue());
      }
      return directory.resolve(safe);
    }

    /** The notes that are there, by block. */
    SortedMap<Integer, Path> notes(String benchmark) throws IOException {
      SortedMap<Integer, Path> notes = new TreeMap<>();
      Path folder = of(benchmark);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Matcher matcher = NOTE.matcher(file.getFileName().toString());
            if (matcher.matches()) {
              notes.put(Integer.parseInt(matcher.group(1)), file);
            }
          }
        }
      }
      return notes;
    }

    /** A block that does not count is kept beside the others, under a name that is not read. */
    void setAside(String benchmark, int block) throws IOException {
      Path results = results(benchmark, block);
      for (Path file : List.of(results, BlockNote.beside(results))) {
        if (Files.exists(file)) {
          Files.move(
              file,
              file.resolveSibling(file.getFileName() + ASIDE),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
