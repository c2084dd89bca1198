// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.HistoryFile;
import org.jmhpprof.gate.model.PastRun;
import org.jmhpprof.gate.model.SuiteResult;
import picocli.CommandLine.Option;

/** Where the estimates of each run are kept, and of which commit they are. */
final class HistoryOptions {
  /** Runs that a report shows. */
  private static final int SHOWN = 30;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description =
          "Adds a line with commit, date, seed and estimates; the report shows the drift.")
  private Path file;

  @Option(
      names = "--commit",
      paramLabel = "ID",
      description =
          "Commit of head, for --history. Default: GITHUB_SHA, CI_COMMIT_SHA, git rev-parse HEAD.")
  private String commit;

  boolean isKept() {
    return file != null;
  }

  /**
   * Checks before anything is measured.
   *
   * @throws BadInput if the file is there and no history
   */
  void check() throws BadInput, IOException {
    if (file != null) {
      HistoryFile.read(file);
    }
  }

  /**
   * Adds a suite.
   *
   * @param seed empty where nothing was run
   * @return the last runs; none if no history is kept
   */
  List<PastRun> add(SuiteResult suite, Optional<Long> seed)
      throws BadInput, IOException, InterruptedException {
    if (file == null) {
      return List.of();
    }
    String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String of = commit != null ? commit : commit(System.getenv(), Path.of(""));
    HistoryFile.append(file, PastRun.of(suite, of, date, seed.orElse(null)));
    List<PastRun> all = HistoryFile.read(file);
    return all.subList(Math.max(0, all.size() - SHOWN), all.size());
  }

  /** As the environment or Git has it; empty if neither does. */
  static String commit(Map<String, String> environment, Path directory)
      throws IOException, InterruptedException {
    for (String name : List.of("GITHUB_SHA", "CI_COMMIT_SHA")) {
      if (!environment.getOrDefault(name, "").isBlank()) {
        return environment.get(name);
      }
    }
    Process git;
    try {
      git =
          new ProcessBuilder("git", "rev-parse", "HEAD")
              .directory(directory.toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      // Git is not installed.
      return "";
    }
    git.getOutputStream().close();
    String text = new String(git.getInputStream().readAllBytes()).strip();
    return git.waitFor() == 0 ? text : "";
  }
}
