// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.BlockNote;
import org.jmhpprof.gate.json.SideReader;

/**
 * Runs one JVM of one benchmark and leaves its result, its note and JMH's output on disk. One
 * thread runs; any thread may cancel.
 */
final class ForkRunner {
  private static final Pattern THROWN = Pattern.compile("(Exception|Error)\\b");
  private static final String LOCKED = "Unable to acquire the JMH lock";
  private static final long WAIT_MILLIS = 5_000;
  private static final long PATIENCE_SECONDS = 10;

  private final JmhOptions options;
  private final String session;
  private final Instant deadline;
  private final Progress progress;
  private volatile boolean cancelled;
  private volatile Process running;

  ForkRunner(JmhOptions options, String session, Instant deadline, Progress progress) {
    this.deadline = deadline;
    this.progress = progress;
    this.options = options;
    this.session = session;
  }

  /** The running fork ends without a result, and no other starts. */
  void cancel() {
    cancelled = true;
    Process process = running;
    if (process != null) {
      end(process);
    }
  }

  boolean cancelled() {
    return cancelled;
  }

  /**
   * Runs a fork.
   *
   * @param profiles where its profile goes; empty for none
   * @return the note beside the result; empty if it was cancelled, or if another JMH kept it
   *     waiting beyond the deadline
   */
  Optional<BlockNote> run(
      BenchmarkJar jar, Task task, int block, Path results, Optional<Path> profiles)
      throws IOException, InterruptedException {
    if (cancelled) {
      return Optional.empty();
    }
    Files.createDirectories(results.getParent());
    Path temporary = results.resolveSibling(results.getFileName() + ".tmp");
    Path log = results.resolveSibling(results.getFileName() + ".log");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(task.arguments(profiles.isPresent() ? options.without("-prof") : options));
    arguments.addAll(List.of("-f", "1", "-foe", "true", "-rf", "json"));
    arguments.addAll(List.of("-rff", temporary.toString()));
    profiles.ifPresent(dir -> arguments.addAll(List.of("-prof", "pprof:dir=" + dir)));
    Instant start = Instant.now();
    Process process =
        new ProcessBuilder(jar.command(profiles.isPresent(), arguments))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    process.getOutputStream().close();
    running = process;
    if (cancelled) {
      end(process);
    }
    int status = process.waitFor();
    running = null;
    if (cancelled) {
      Files.deleteIfExists(temporary);
      return Optional.empty();
    }
    List<String> output =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    if (status != 0 && output.stream().anyMatch(line -> line.contains(LOCKED))) {
      if (!Instant.now().isBefore(deadline)) {
        return Optional.empty();
      }
      progress.say("another JMH runs on this machine: waiting for its end");
      Thread.sleep(WAIT_MILLIS);
      return run(jar, task, block, results, profiles);
    }
    String failure = failure(status, temporary, output);
    if (failure.isEmpty()) {
      Files.move(temporary, results);
    } else if (Files.exists(temporary)) {
      Files.move(temporary, results.resolveSibling(results.getFileName() + ".rejected"));
    }
    BlockNote note =
        new BlockNote(
            task.benchmark(),
            block,
            session,
            start.truncatedTo(ChronoUnit.MILLIS).toString(),
            start.until(Instant.now(), ChronoUnit.MILLIS) / 1000.0,
            failure,
            Host.facts(),
            Host.details());
    note.write(BlockNote.beside(results));
    return Optional.of(note);
  }

  private static String failure(int status, Path results, List<String> output) {
    if (status != 0) {
      return "JMH ended with status " + status + ": " + cause(output);
    }
    try {
      return SideReader.read("", List.of(results)).results().isEmpty()
          ? "JMH left no result: " + cause(output)
          : "";
    } catch (BadInput e) {
      return e.getMessage();
    }
  }

  /** The line of JMH's output that tells most: what was thrown, else the last. */
  private static String cause(List<String> output) {
    List<String> lines =
        output.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return lines.stream()
        .filter(line -> THROWN.matcher(line).find() && !line.startsWith("at "))
        .findFirst()
        .orElse(lines.isEmpty() ? "no output" : lines.get(lines.size() - 1));
  }

  /** JMH and the JVM that it forked. */
  private static void end(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    children.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
