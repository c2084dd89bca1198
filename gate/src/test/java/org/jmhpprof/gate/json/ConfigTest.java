// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Settings.Correction;
import org.jmhpprof.gate.model.Settings.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
  @TempDir private Path directory;

  private Config read(String text) throws IOException, BadInput {
    return Config.read(Files.writeString(directory.resolve("gate.json"), text));
  }

  @Test
  void everything() throws Exception {
    Config config =
        read(
            """
            {
              // for all
              "margin": "10%", "alpha": 0.01, "correction": "bh",
              "rules": [
                {"benchmark": "Fast\\\\.", "floor": "0.5 ns/op"},
                {"metric": "IPC", "direction": "higher", "gate": true, "margin": 0.2},
              ]
            }
            """);
    assertEquals(OptionalDouble.of(0.1), config.margin());
    assertEquals(OptionalDouble.of(0.01), config.alpha());
    assertEquals(Optional.of(Correction.BH), config.correction());
    Rule fast = config.rules().get(0);
    assertEquals(OptionalDouble.of(0.5), fast.floor());
    assertEquals("ns/op", fast.floorUnit());
    assertTrue(fast.metric().matcher("score:p99").matches());
    assertTrue(fast.benchmark().matcher("a.Fast.b avgt").find());
    Rule ipc = config.rules().get(1);
    assertEquals(Optional.of(Direction.HIGHER_IS_BETTER), ipc.direction());
    assertEquals(OptionalDouble.of(0.2), ipc.margin());
  }

  @Test
  void nullSaysNothing() throws Exception {
    assertEquals(Config.NONE, read("{\"margin\": null, \"rules\": null, \"renamed\": {}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"margn\": 1}                           | .margn: no such setting; known are alpha",
        "{\"margin\": \"x\"}                      | .margin: expected a share",
        "{\"alpha\": 0}                           | .alpha: expected above 0",
        "{\"correction\": \"no\"}                 | .correction: expected holm, bh or none",
        "{\"rules\": [{\"floor\": 1}]}            | .rules[0].floor: expected a string",
        "{\"rules\": [{\"floor\": \"1\"}]}        | .rules[0].floor: expected a number and a unit",
        "{\"rules\": [{\"floor\": \"e ns/op\"}]}  | .rules[0].floor: expected a number and a unit",
        "{\"rules\": [{\"benchmark\": \"(\"}]}    | .rules[0].benchmark: expected a regular",
        "{\"rules\": [{\"direction\": \"up\"}]}   | .rules[0].direction: expected lower or higher",
        "{\"rules\": [{\"gate\": \"yes\"}]}       | .rules[0].gate: expected true or false",
        "{\"rules\": [{\"gates\": true}]}        | .rules[0].gates: no such setting; known are ben",
        "{\"rules\": [{\"metric\": 7}]}          | .rules[0].metric: expected a string",
        "{\"rules\": {}}                          | .rules: expected an array, found {}",
        "{\"rules\": [null]}                      | .rules[0]: expected a value, found null",
        "{\"rules\": [7]}                         | .rules[0]: expected an object, found 7",
        "{\"renamed\": {\"a\": 1}}                | .renamed.a: expected a string, found 1",
        "{\"renamed\": {\"a\": \"\"}}             | .renamed.a: expected two full names",
        "{\"renamed\": {\"a\":\"c\",\"b\":\"c\"}}   | .renamed.b: expected a name that nothing"
            + " else",
        "{\"renamed\": []}                        | .renamed: expected an object",
        "[]                                       | : expected an object",
        "{                                        | not readable as JSON",
      })
  void mistakesAreNamed(String text, String message) {
    BadInput error = assertThrows(BadInput.class, () -> read(text));
    assertTrue(error.getMessage().contains("gate.json"), error.getMessage());
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }
}
