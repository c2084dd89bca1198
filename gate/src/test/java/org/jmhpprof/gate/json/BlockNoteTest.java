// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockNoteTest {
  private static final String NOTE =
      """
      {"benchmark": "a.B.c", "block": 3, "session": "s", "started": "now", "seconds": 1.5,
       "failure": "", "failed": [{"mode": "avgt", "params": {}, "threads": 1, "why": "threw"}],
       "facts": {"cores": "2"}, "details": {}}
      """;

  @TempDir private Path directory;

  private BlockNote read(String text) throws IOException, BadInput {
    return BlockNote.read(Files.writeString(directory.resolve("block-003.env.json"), text));
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    BlockNote note = read(NOTE);
    BenchmarkKey key = new BenchmarkKey("a.B.c", "avgt", new TreeMap<>(), 1);
    assertEquals(Map.of(key, "threw"), note.failed());
    Path copy = directory.resolve("block-004.env.json");
    note.write(copy);
    assertEquals(note, BlockNote.read(copy));
  }

  /** Before combinations could fail on their own, and after what is to come. */
  @Test
  void notesOfOtherVersionsAreRead() throws Exception {
    BlockNote old = read(NOTE.replaceAll("\"failed\": \\[.*],", "\"later\": 7,"));
    assertTrue(old.failed().isEmpty());
    assertEquals(3, old.block());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"block\": 3,    | ~~                | .block: missing",
        "\"block\": 3     | \"block\": null   | .block: missing",
        "\"block\": 3     | \"block\": 3.5    | .block: expected a whole number, 0 or more, found"
            + " 3.5",
        "\"block\": 3     | \"block\": \"3\"  | .block: expected a whole number",
        "1.5              | \"1.5\"           | .seconds: expected a number",
        "\"s\"            | 7                 | .session: expected a string, found 7",
        "\"threads\": 1   | \"threads\": true | .failed[0].threads: expected a whole number",
        "\"cores\": \"2\" | \"cores\": 2      | .facts.cores: expected a string, found 2",
        "\"failed\": [    | \"failed\": [1,   | .failed[0]: expected an object, found 1",
      })
  void aWrongFieldIsNamed(String from, String to, String message) {
    BadInput error = assertThrows(BadInput.class, () -> read(NOTE.replace(from, to)));
    assertTrue(
        error.getMessage().contains("block-003.env.json" + message), () -> error.getMessage());
  }
}
