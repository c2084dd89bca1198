// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jmhpprof.proto.Profile;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** The profilers that {@link Overhead} compares, as JMH's users switch them on. */
enum Contender {
  /** No profiler. */
  NONE {
    @Override
    void addTo(ChainedOptionsBuilder options, int millis, Path dir) {}

    @Override
    double samples(RunResult result, Path dir) {
      return Double.NaN;
    }
  },

  /** The interrupts and signals of a profiler on perf_event_open, without one. */
  SIGNALS_ONLY {
    @Override
    void addTo(ChainedOptionsBuilder options, int millis, Path dir) {
      options.addProfiler(SignalsOnly.class, Integer.toString(millis));
    }

    @Override
    double samples(RunResult result, Path dir) {
      return result.getSecondaryResults().get(SignalsOnly.LABEL).getStatistics().getSum();
    }

    @Override
    boolean available(int release) {
      return SignalsOnly.available();
    }
  },

  /** Ours on perf_event_open: a stack for every tick. */
  PPROF {
    @Override
    void addTo(ChainedOptionsBuilder options, int millis, Path dir) {
      addPprof(options, "perf", millis, dir);
    }

    @Override
    boolean available(int release) {
      return SignalsOnly.available();
    }

    @Override
    double samples(RunResult result, Path dir) throws IOException {
      return stacks(dir);
    }
  },

  /** Ours, on timer_create. */
  PPROF_TIMER {
    @Override
    void addTo(ChainedOptionsBuilder options, int millis, Path dir) {
      addPprof(options, "timer", millis, dir);
    }

    @Override
    double samples(RunResult result, Path dir) throws IOException {
      return stacks(dir);
    }
  },

  /** async-profiler on perf_event_open. */
  ASYNC_CPU {
    @Override
    void addTo(ChainedOptionsBuilder options, int millis, Path dir) throws IOException {
      addAsync(options, "cpu", millis, dir);
    }

    @Override
    double samples(RunResult result, Path dir) throws IOException {
      return collapsed(dir);
    }
  },

  /** async-profiler on timer_create. */
  ASYNC_CTIMER {
    @Override
    void addTo(ChainedOptionsBuilder options, int millis, Path dir) throws IOException {
      addAsync(options, "ctimer", millis, dir);
    }

    @Override
    double samples(RunResult result, Path dir) throws IOException {
      return collapsed(dir);
    }
  },

  /** JFR's sampler of every release. */
  JFR_EXECUTION {
    @Override
    void addTo(ChainedOptionsBuilder options, int millis, Path dir) throws IOException {
      addJfr(options, "jdk.ExecutionSample", "period", millis + " ms", dir);
    }

    @Override
    double samples(RunResult result, Path dir) throws IOException {
      return events(dir, "jdk.ExecutionSample");
    }
  },

  /** JFR's sampler of CPU time, from JDK 25. */
  JFR_CPU_TIME {
    @Override
    void addTo(ChainedOptionsBuilder options, int millis, Path dir) throws IOException {
      addJfr(options, "jdk.CPUTimeSample", "throttle", millis + "ms", dir);
    }

    @Override
    double samples(RunResult result, Path dir) throws IOException {
      return events(dir, "jdk.CPUTimeSample");
    }

    @Override
    boolean available(int release) {
      return release >= 25;
    }
  },

  /** JMH's own; does not say how many samples it took. */
  STACK {
    @Override
    void addTo(ChainedOptionsBuilder options, int millis, Path dir) {
      options.addProfiler("stack", "period=" + millis);
    }

    @Override
    double samples(RunResult result, Path dir) {
      return Double.NaN;
    }
  };

  /** Switches the profiler on. */
  abstract void addTo(ChainedOptionsBuilder options, int millis, Path dir) throws IOException;

  /** How many samples are in what it left; NaN if it does not say. */
  abstract double samples(RunResult result, Path dir) throws IOException;

  /** Whether this machine and a release of the JDK have it. */
  boolean available(int release) {
    return true;
  }

  /** As on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void addPprof(ChainedOptionsBuilder options, String clock, int millis, Path dir) {
    options.addProfiler("pprof", "clock=%s;interval=%dms;dir=%s".formatted(clock, millis, dir));
  }

  /** Stacks taken: ticks less those for which another tick's stack stands. */
  private static double stacks(Path dir) throws IOException {
    double stacks = 0;
    for (Path file : files(dir, ".pb.gz")) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        Profile profile = Profile.parseFrom(in);
        for (long comment : profile.getCommentList()) {
          String[] pair = profile.getStringTable((int) comment).split("=", 2);
          switch (pair[0]) {
            case "samples" -> stacks += Long.parseLong(pair[1]);
            case "overruns" -> stacks -= Long.parseLong(pair[1]);
            default -> {} // says nothing about their number
          }
        }
      }
    }
    return stacks;
  }

  private static void addAsync(ChainedOptionsBuilder options, String event, int millis, Path dir)
      throws IOException {
    options.addProfiler(
        "async",
        "libPath=%s;event=%s;interval=%d;output=collapsed;dir=%s"
            .formatted(asyncLibrary(dir), event, millis * 1_000_000, dir));
  }

  /** async-profiler's library, out of its jar. */
  private static Path asyncLibrary(Path dir) throws IOException {
    Path library = dir.resolveSibling("libasyncProfiler.so");
    if (!Files.exists(library)) {
      String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
      String resource = "/linux-" + arch + "/libasyncProfiler.so";
      try (InputStream in = Contender.class.getResourceAsStream(resource)) {
        Files.copy(in, library);
      }
    }
    return library;
  }

  private static void addJfr(
      ChainedOptionsBuilder options, String event, String setting, String value, Path dir)
      throws IOException {
    Path settings = dir.resolve("only.jfc");
    Files.writeString(
        settings,
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <configuration version="2.0">
          <event name="%s">
            <setting name="enabled">true</setting>
            <setting name="%s">%s</setting>
          </event>
        </configuration>
        """
            .formatted(event, setting, value));
    options.addProfiler("jfr", "configName=" + settings + ";dir=" + dir);
  }

  /** The sum of the counts behind the stacks. */
  private static double collapsed(Path dir) throws IOException {
    double sum = 0;
    for (Path file : files(dir, ".csv")) {
      for (String line : Files.readAllLines(file)) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return sum;
  }

  private static double events(Path dir, String name) throws IOException {
    double count = 0;
    for (Path file : files(dir, ".jfr")) {
      try (RecordingFile recording = new RecordingFile(file)) {
        while (recording.hasMoreEvents()) {
          RecordedEvent event = recording.readEvent();
          if (event.getEventType().getName().equals(name)) {
            count++;
          }
        }
      }
    }
    return count;
  }

  private static List<Path> files(Path dir, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      return new ArrayList<>(all.filter(file -> file.toString().endsWith(suffix)).toList());
    }
  }
}
