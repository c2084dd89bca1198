// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.run.Blocks.Progress;
import org.jmhpprof.gate.run.JmhLog.ForkOutcome;

/**
 * Runs JVMs of benchmarks, one after the other or two at once, and leaves the result, the note and
 * JMH's output of each on disk. One thread runs; any thread may cancel.
 */
final class ForkRunner {
  private static final String LOCKED = "Unable to acquire the JMH lock";
  private static final long WAIT_MILLIS = 5_000;
  private static final long PATIENCE_SECONDS = 10;

  private final JmhOptions options;
  private final String session;
  private final Progress progress;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean cancelled;
  private boolean said;

  ForkRunner(JmhOptions options, String session, Progress progress) {
    this.progress = progress;
    this.options = options;
    this.session = session;
  }

  /** The running forks end without a result, and no other starts. */
  void cancel() {
    cancelled = true;
    running.forEach(ForkRunner::end);
  }

  boolean cancelled() {
    return cancelled;
  }

  /**
   * Runs forks at the same time.
   *
   * @param specs in the order in which they start
   * @return their notes, or none of them if any has none, for the reasons of {@link #run}
   */
  List<BlockNote> atOnce(List<ForkSpec> specs) throws IOException, InterruptedException {
    Optional<JmhLock> lock = lock(specs.get(0));
    if (lock.isEmpty()) {
      return List.of();
    }
    ExecutorService threads = Executors.newFixedThreadPool(specs.size());
    try {
      List<Future<Optional<BlockNote>>> forks = new ArrayList<>();
      for (ForkSpec spec : specs) {
        forks.add(threads.submit(() -> run(spec)));
      }
      List<BlockNote> notes = new ArrayList<>();
      for (Future<Optional<BlockNote>> fork : forks) {
        fork.get().ifPresent(notes::add);
      }
      return notes.size() == specs.size() ? notes : List.of();
    } catch (ExecutionException e) {
      running.forEach(ForkRunner::end);
      throw new IOException(e.getCause());
    } finally {
      threads.shutdown();
      lock.get().close();
    }
  }

  /** Waits for other JMHs, which must not run beside a pair; empty if that took too long. */
  private Optional<JmhLock> lock(ForkSpec spec) throws IOException, InterruptedException {
    Optional<JmhLock> lock = JmhLock.take(spec.build().jar().ignoreLock());
    while (lock.isEmpty() && waits(spec)) {
      lock = JmhLock.take(false);
    }
    return lock;
  }

  /** Waits a while; false if there is no time for that. */
  private boolean waits(ForkSpec spec) throws InterruptedException {
    if (cancelled || !Instant.now().isBefore(spec.deadline())) {
      return false;
    }
    if (!said) {
      progress.say("another JMH runs on this machine: waiting for its end");
      said = true;
    }
    Thread.sleep(WAIT_MILLIS);
    return !cancelled;
  }

  /**
   * Runs a fork.
   *
   * @return the note beside the result; empty if it was cancelled, if another JMH kept it waiting
   *     beyond the deadline, or if it hung
   */
  Optional<BlockNote> run(ForkSpec spec) throws IOException, InterruptedException {
    Path results = spec.results();
    Files.createDirectories(results.getParent());
    Path temporary = results.resolveSibling(results.getFileName() + ".tmp");
    Path log = results.resolveSibling(results.getFileName() + ".log");
    boolean locked = true;
    while (locked && !cancelled) {
      Instant start = Instant.now();
      OptionalInt status = status(spec, spec.command(options, temporary), log);
      if (cancelled || status.isEmpty()) {
        Files.deleteIfExists(temporary);
        return Optional.empty();
      }
      List<String> output =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      locked = status.getAsInt() != 0 && output.stream().anyMatch(line -> line.contains(LOCKED));
      if (!locked) {
        ForkOutcome outcome =
            ForkOutcome.of(spec.own(), status.getAsInt(), temporary, new JmhLog(output));
        outcome.keep(temporary, results);
        BlockNote note =
            spec.note(session, start, Instant.now(), outcome.failure(), outcome.failed());
        note.write(BlockNote.beside(results));
        return Optional.of(note);
      }
      locked = waits(spec);
    }
    return Optional.empty();
  }

  /** Runs JMH; empty if it hung. */
  private OptionalInt status(ForkSpec spec, List<String> command, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    spec.launch().addTo(builder.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    running.add(process);
    try {
      if (cancelled) {
        end(process);
      }
      if (!spec.deadline().equals(Instant.MAX)) {
        Instant now = Instant.now();
        Instant from = now.isAfter(spec.deadline()) ? now : spec.deadline();
        long millis = Duration.between(now, from).plus(spec.patience()).toMillis();
        if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
          progress.say("a fork hangs and is ended: " + log);
          end(process);
          return OptionalInt.empty();
        }
      }
      return OptionalInt.of(process.waitFor());
    } finally {
      running.remove(process);
    }
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

  /**
   * The lock by which only one JMH runs on a machine. The gate takes it for both forks of a pair,
   * and tells them to ignore it.
   */
  static final class JmhLock {
    private final Optional<FileChannel> channel;

    private JmhLock(Optional<FileChannel> channel) {
      this.channel = channel;
    }

    /**
     * The lock; empty while another JMH has it.
     *
     * @param ignored whether others may run, too
     */
    static Optional<JmhLock> take(boolean ignored) throws IOException {
      if (ignored) {
        return Optional.of(new JmhLock(Optional.empty()));
      }
      Path file = Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock");
      FileChannel channel = open(file);
      if (channel.tryLock() == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new JmhLock(Optional.of(channel)));
    }

    private static FileChannel open(Path file) throws IOException {
      try {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      } catch (AccessDeniedException e) {
        throw new FileSystemException(
            file.toString(), null, "belongs to another user; --ignore-jmh-lock does without it");
      }
    }

    void close() throws IOException {
      if (channel.isPresent()) {
        channel.get().close();
      }
    }
  }
}
