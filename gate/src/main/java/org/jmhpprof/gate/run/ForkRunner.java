// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
  private final Progress progress;
  private volatile boolean cancelled;
  private volatile Process running;

  ForkRunner(JmhOptions options, String session, Progress progress) {
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
   * @param deadline when it should have begun
   * @param patience how long it may take beyond the deadline
   * @return the note beside the result; empty if it was cancelled, if another JMH kept it waiting
   *     beyond the deadline, or if it hung
   */
  Optional<BlockNote> run(
      BenchmarkJar jar,
      Task task,
      int block,
      Path results,
      Optional<Path> profiles,
      Instant deadline,
      Duration patience)
      throws IOException, InterruptedException {
    Files.createDirectories(results.getParent());
    Path temporary = results.resolveSibling(results.getFileName() + ".tmp");
    Path log = results.resolveSibling(results.getFileName() + ".log");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(task.arguments(profiles.isPresent() ? options.without("-prof") : options));
    // Without -foe, a fork that throws in its last iteration passes for one with fewer of them.
    arguments.addAll(List.of("-f", "1", "-foe", "true", "-rf", "json"));
    arguments.addAll(List.of("-rff", temporary.toString()));
    profiles.ifPresent(dir -> arguments.addAll(List.of("-prof", "pprof:dir=" + dir)));
    List<String> command = jar.command(profiles.isPresent(), arguments);
    boolean said = false;
    while (!cancelled) {
      Instant start = Instant.now();
      OptionalInt status = status(command, log, deadline, patience);
      if (cancelled || status.isEmpty()) {
        Files.deleteIfExists(temporary);
        return Optional.empty();
      }
      List<String> output =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      if (status.getAsInt() == 0 || output.stream().noneMatch(line -> line.contains(LOCKED))) {
        String failure = failure(status.getAsInt(), temporary, output);
        keep(temporary, results, failure);
        return Optional.of(note(task, block, start, failure, results));
      }
      if (!Instant.now().isBefore(deadline)) {
        return Optional.empty();
      }
      if (!said) {
        progress.say("another JMH runs on this machine: waiting for its end");
        said = true;
      }
      Thread.sleep(WAIT_MILLIS);
    }
    return Optional.empty();
  }

  /** Runs JMH; empty if it hung. */
  private OptionalInt status(List<String> command, Path log, Instant deadline, Duration patience)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    running = process;
    if (cancelled) {
      end(process);
    }
    if (!deadline.equals(Instant.MAX)) {
      Instant now = Instant.now();
      Instant from = now.isAfter(deadline) ? now : deadline;
      long millis = Duration.between(now, from).plus(patience).toMillis();
      if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
        progress.say("a fork hangs and is ended: " + log);
        end(process);
        return OptionalInt.empty();
      }
    }
    int status = process.waitFor();
    running = null;
    return OptionalInt.of(status);
  }

  /** Results that were kept before the gate was killed, without a note, are replaced. */
  private static void keep(Path temporary, Path results, String failure) throws IOException {
    if (failure.isEmpty()) {
      Files.move(temporary, results, StandardCopyOption.REPLACE_EXISTING);
    } else if (Files.exists(temporary)) {
      Files.move(
          temporary,
          results.resolveSibling(results.getFileName() + ".rejected"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private BlockNote note(Task task, int block, Instant start, String failure, Path results)
      throws IOException {
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
    return note;
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
        .filter(line -> THROWN.matcher(line).find())
        // JMH's header has the JVM's options, among them names of errors.
        .filter(line -> !line.startsWith("at ") && !line.startsWith("#"))
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
