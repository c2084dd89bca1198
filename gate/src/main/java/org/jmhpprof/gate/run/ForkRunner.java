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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.BlockNote;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Side;

/**
 * Runs one JVM of one benchmark and leaves its result, its note and JMH's output on disk. One
 * thread runs; any thread may cancel.
 */
final class ForkRunner {
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
    // With -foe one combination that fails takes all others with it.
    arguments.addAll(List.of("-f", "1", "-foe", "false", "-rf", "json"));
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
        Outcome outcome = outcome(task, status.getAsInt(), temporary, new JmhLog(output));
        keep(temporary, results, outcome);
        return Optional.of(note(task, block, start, outcome, results));
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

  /**
   * What came of a fork.
   *
   * @param failure why there is no result at all; empty if there is one
   * @param failed why a combination has none
   */
  private record Outcome(String failure, SortedMap<BenchmarkKey, String> failed) {}

  private static Outcome outcome(Task task, int status, Path results, JmhLog log) {
    SortedMap<BenchmarkKey, String> failed = new TreeMap<>();
    String whole = "";
    Set<BenchmarkKey> measured = new TreeSet<>();
    if (status != 0) {
      whole = "JMH ended with status " + status + ": " + log.cause();
    } else {
      try {
        Side side = SideReader.read("", List.of(results));
        measured.addAll(side.results().keySet());
        side.failures().forEach((key, each) -> failed.put(key, each.last()));
      } catch (BadInput e) {
        whole = e.getMessage();
      }
      List<JmhLog.Combination> ran = log.combinations();
      // A line break in a parameter's value makes a key that is nobody's.
      boolean lacking = measured.size() < ran.size();
      for (JmhLog.Combination each : ran) {
        if (!each.failure().isEmpty()) {
          failed.put(each.key(), each.failure());
        } else if (lacking && !measured.contains(each.key())) {
          failed.putIfAbsent(each.key(), "JMH left no result");
        }
      }
    }
    measured.removeAll(failed.keySet());
    if (whole.isEmpty() && measured.isEmpty()) {
      whole =
          failed.isEmpty() ? "JMH left no result: " + log.cause() : failed.get(failed.firstKey());
    }
    if (!whole.isEmpty() && failed.isEmpty() && task.only().isPresent()) {
      failed.put(task.only().get(), whole);
    }
    return new Outcome(whole, failed);
  }

  /** Results that were kept before the gate was killed, without a note, are replaced. */
  private static void keep(Path temporary, Path results, Outcome outcome) throws IOException {
    if (outcome.failure().isEmpty()) {
      Files.move(temporary, results, StandardCopyOption.REPLACE_EXISTING);
    } else if (Files.exists(temporary)) {
      Files.move(
          temporary,
          results.resolveSibling(results.getFileName() + ".rejected"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private BlockNote note(Task task, int block, Instant start, Outcome outcome, Path results)
      throws IOException {
    BlockNote note =
        new BlockNote(
            task.benchmark(),
            block,
            session,
            start.truncatedTo(ChronoUnit.MILLIS).toString(),
            start.until(Instant.now(), ChronoUnit.MILLIS) / 1000.0,
            outcome.failure(),
            outcome.failed(),
            Host.facts(),
            Host.details());
    note.write(BlockNote.beside(results));
    return note;
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
