// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.gate.model.PastRun;

/** A file with one line of JSON for each run, the latest last. */
public final class HistoryFile {
  private HistoryFile() {}

  /**
   * All runs in it; none if it is not there.
   *
   * @throws BadInput if a line is none of ours
   */
  public static List<PastRun> read(Path file) throws BadInput, IOException {
    List<PastRun> runs = new ArrayList<>();
    if (Files.exists(file)) {
      int number = 0;
      for (String line : lines(file)) {
        number++;
        if (!line.isBlank()) {
          runs.add(JsonText.read(file + ", line " + number, line, PastRun.class));
        }
      }
    }
    return runs;
  }

  private static List<String> lines(Path file) throws BadInput, IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new BadInput(file + ": not in UTF-8");
    }
  }

  /** Adds a line for a run. */
  public static void append(Path file, PastRun run) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    boolean cut = Files.exists(file) && !Files.readString(file).matches("(?s)|.*\\n");
    Files.write(
        file,
        ((cut ? "\n" : "") + JsonText.line(run) + "\n").getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
