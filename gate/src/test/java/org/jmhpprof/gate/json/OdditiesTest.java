// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jmhpprof.gate.cli.MadeUpResults;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OdditiesTest {
  @TempDir private Path directory;

  private static final String RECORD =
      """
      {"benchmark": "a.B.c", "mode": "avgt", "threads": 1, "forks": 2,
       "primaryMetric": {"score": 1.5, "scoreError": "NaN", "scoreUnit": "ns/op",
         "rawData": [[1.0, 2.0], [1.5, 1.5]]},
       "secondaryMetrics": {}}
      """;

  private Side read(String text) throws IOException, BadInput {
    Path file = Files.writeString(directory.resolve("results.json"), text);
    return SideReader.read("side", List.of(file));
  }

  private BenchmarkResult one(String record) throws IOException, BadInput {
    Side side = read("[" + record + "]");
    assertEquals(1, side.results().size());
    return side.results().values().iterator().next();
  }

  private String refused(String text) {
    BadInput error = assertThrows(BadInput.class, () -> read(text));
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
    assertTrue(error.getMessage().contains("results.json"), error.getMessage());
    return error.getMessage();
  }

  @Test
  void minimal() throws Exception {
    BenchmarkResult result = one(RECORD);
    assertEquals(List.of(1.0, 2.0), result.metrics().get("score").forks().get(0).iterations());
    assertEquals(2, result.metrics().get("score").forks().get(1).index());
  }

  @Test
  void wordsInsteadOfNumbersAreLeftOutAndNoted() throws Exception {
    BenchmarkResult result =
        one(RECORD.replace("[1.0, 2.0]", "[\"NaN\", 2.0, \"+INF\", \"-INF\"]"));
    assertEquals(List.of(2.0), result.metrics().get("score").forks().get(0).iterations());
    assertTrue(result.notes().get(0).startsWith("3 of 4 iterations of fork 1"));
  }

  @Test
  void aForkWithoutNumbersIsNoFork() throws Exception {
    BenchmarkResult result = one(RECORD.replace("[1.0, 2.0]", "[\"NaN\", \"NaN\"]"));
    assertEquals(1, result.metrics().get("score").forks().size());
    assertEquals(2, result.metrics().get("score").forks().get(0).index());
  }

  @Test
  void aForkThatFailedIsNoted() throws Exception {
    BenchmarkResult result = one(RECORD.replace("\"forks\": 2", "\"forks\": 5"));
    assertEquals(2, result.metrics().get("score").forks().size());
    assertTrue(result.notes().get(0).startsWith("3 of 5 forks left no result"));
  }

  @Test
  void withoutForks() throws Exception {
    assertFalse(one(RECORD.replace("\"forks\": 2", "\"forks\": 0")).forked());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", \"rawData\": []"})
  void withoutRawDataTheMeanIsOneFork(String instead) throws Exception {
    BenchmarkResult result = one(RECORD.replaceAll(",\\s+\"rawData.*]]", instead));
    assertEquals(List.of(1.5), result.metrics().get("score").forks().get(0).iterations());
    assertTrue(result.notes().get(0).startsWith("no raw data"));
  }

  @Test
  void samplesWithoutAHistogramAreOneFork() throws Exception {
    BenchmarkResult result =
        one(
            RECORD
                .replace("avgt", "sample")
                .replaceAll("\"rawData\".*]]", "\"rawDataHistogram\": []"));
    assertEquals(List.of(1.5), result.metrics().get("score").forks().get(0).iterations());
    assertTrue(result.notes().get(0).startsWith("no raw data"), result::toString);
  }

  @Test
  void lineBreaksThatJmhEscapesArePartOfAParameter() throws Exception {
    String version = "{\"jmhVersion\": \"1.37\", \"params\": {\"end\": \"%s\"}, ";
    Side side =
        read(
            "["
                + RECORD.replaceFirst("\\{", version.formatted("\\\\n"))
                + ","
                + RECORD.replaceFirst("\\{", version.formatted("\\\\r\\\\n"))
                + "]");
    assertEquals(
        Set.of("\n", "\r\n"),
        side.results().keySet().stream()
            .map(key -> key.params().get("end"))
            .collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"old", "a", "results.txt"})
  void aResultFileMayHaveAnyName(String name) throws Exception {
    Path file = Files.writeString(directory.resolve(name), "[" + RECORD + "]");
    assertEquals(1, SideReader.read("side", List.of(file)).results().size());
  }

  @Test
  void aCounterMayBeCalledAsTheScoreIsOrBeginAsAProfilerDoes() throws Exception {
    String metric = "\"%s\": {\"score\": 1, \"scoreUnit\": \"ops/s\", \"rawData\": [[1], [2]]}";
    BenchmarkResult result =
        one(
            RECORD.replace(
                "\"secondaryMetrics\": {}",
                "\"secondaryMetrics\": {"
                    + metric.formatted("score")
                    + ", "
                    + metric.formatted("performed")
                    + "}"));
    assertEquals(Set.of("performed", "score", "score (secondary)"), result.metrics().keySet());
    assertEquals("none", result.fingerprint().facts().get("profilers"));
  }

  @Test
  void raggedSecondariesKeepTheirRows() throws Exception {
    BenchmarkResult result =
        one(
            RECORD.replace(
                "\"secondaryMetrics\": {}",
                "\"secondaryMetrics\": {\"x\": {\"score\": 1, \"scoreUnit\": \"B/op\","
                    + " \"rawData\": [[1], []]}, \"y\": {\"score\": \"NaN\", \"scoreUnit\":"
                    + " \"---\", \"rawData\": [[\"NaN\"], [\"NaN\"]]}}"));
    assertEquals(1, result.metrics().get("x").forks().size());
    assertFalse(result.metrics().containsKey("y"));
  }

  @Test
  void theModeDecidesAndAUnitThatContradictsItIsNoted() throws Exception {
    BenchmarkResult edited = one(RECORD.replace("ns/op", "ops/s"));
    assertEquals(Direction.LOWER_IS_BETTER, edited.metrics().get("score").metric().direction());
    assertEquals(List.of("mode avgt contradicts the unit ops/s"), edited.contradictions());
  }

  @Test
  void aForeignModeGoesByItsUnit() throws Exception {
    BenchmarkResult foreign = one(RECORD.replace("avgt", "Throughput").replace("ns/op", "ops/s"));
    assertEquals(Direction.HIGHER_IS_BETTER, foreign.metrics().get("score").metric().direction());
    BenchmarkResult unknown = one(RECORD.replace("avgt", "quick").replace("ns/op", "points"));
    assertEquals(Direction.UNKNOWN, unknown.metrics().get("score").metric().direction());
  }

  @Test
  void oldJdksHaveTheirNumberSecond() throws Exception {
    String record = RECORD.replace("\"threads\"", "\"jdkVersion\": \"1.8.0_292\", \"threads\"");
    assertEquals("8", one(record).fingerprint().facts().get("jdk"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\": 1}                       | not a JMH result file",
        "7                                | not a JMH result file",
        "[7]                              | [0]: expected an object",
        "[{}]                             | [0].benchmark: missing",
        "[{\"benchmark\": 7}]             | [0].benchmark: expected a string, found 7",
        "[{\"benchmark\": \"\"}]          | [0].benchmark: expected a name",
        "[{\"benchmark\": \"a\"}]         | [0].mode: missing",
        "[{\"benchmark\": null}]          | [0].benchmark: missing",
        "[] []                            | something follows",
        "[                                | not readable as JSON",
        "hello                            | not readable as JSON",
      })
  void whatIsNoResultFileIsRefused(String text, String reason) {
    assertTrue(refused(text).contains(reason), () -> refused(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1.5, 1.5       | \"fast\", 1.5  | primaryMetric.rawData[1][0]: expected a number",
        "[1.5, 1.5]     | 1.5             | primaryMetric.rawData[1]: expected an array",
        "\"score\": 1.5 | \"score\": {}   | primaryMetric.score: expected a number",
        "\"ns/op\"      | 3               | primaryMetric.scoreUnit: expected a string",
        "\"threads\": 1 | \"threads\": -1 | threads: expected a whole number",
        "\"forks\": 2   | \"forks\": 1.5  | forks: expected a whole number",
        "\"forks\": 2   | \"params\": {\"x\": []} | params.x: expected a plain value",
        "1.5, 1.5       | null, 1.5       | rawData[1][0]: expected a value, found null",
        "[1.5, 1.5]     | null            | rawData[1]: expected a value, found null",
        "\"forks\": 2   | \"jvmArgs\": [null] | jvmArgs[0]: expected a value, found null",
        "\"scoreError\": \"NaN\" | \"rawDataHistogram\": [[[null]]] | [0][0][0]: expected a value, found null",
        "\"forks\": 2   | \"mode\": \"ss\"  | Duplicate field 'mode'",
      })
  void aWrongFieldIsNamed(String from, String to, String reason) {
    String text = "[" + RECORD.replace(from, to) + "]";
    assertTrue(refused(text).contains(reason), () -> refused(text));
  }

  @Test
  void aMissingFileAndADirectoryWithoutResults() throws Exception {
    Path missing = directory.resolve("none.json");
    BadInput error = assertThrows(BadInput.class, () -> SideReader.read("", List.of(missing)));
    assertTrue(error.getMessage().contains("none.json: no such file"));
    assertTrue(SideReader.read("", List.of(directory)).results().isEmpty());
  }

  @Test
  void theSameFileTwiceWouldCountForksTwice() throws Exception {
    Path first = Files.writeString(directory.resolve("a.json"), "[" + RECORD + "]");
    Path second = Files.writeString(directory.resolve("b.json"), "[" + RECORD + "]");
    BadInput error =
        assertThrows(BadInput.class, () -> SideReader.read("", List.of(first, second)));
    assertTrue(error.getMessage().contains("the same results as"), error.getMessage());
  }

  @Test
  void theSameForkTwiceWouldCountTwice() throws Exception {
    String record = RECORD.replace("[1.0, 2.0]", "[1.0, 2.0, 3.0]");
    Side side = read("[" + record + "," + record + "]");
    BenchmarkResult result = side.results().values().iterator().next();
    assertTrue(result.conflicts().get(0).endsWith("is there twice"), result::toString);
  }

  @Test
  void filesAreAddedUpInOneUnit() throws Exception {
    Path first = Files.writeString(directory.resolve("a.json"), "[" + RECORD + "]");
    Path second =
        Files.writeString(
            directory.resolve("b.json"), "[" + RECORD.replace("ns/op", "us/op") + "]");
    Side side = SideReader.read("", List.of(first, second));
    BenchmarkResult result = side.results().values().iterator().next();
    assertEquals(4, result.metrics().get("score").forks().size());
    assertEquals(
        List.of(1000.0, 2000.0), result.metrics().get("score").forks().get(2).iterations());
  }

  /** Cut anywhere, the file is refused with a line: never an exception of another kind. */
  @Test
  void cutOffAnywhere() throws Exception {
    byte[] whole =
        new MadeUpResults(1)
            .forks(1, 0.01)
            .allocating("X.y", 10, 16)
            .sampled("X.z", 10)
            .json()
            .strip()
            .getBytes(StandardCharsets.UTF_8);
    Path file = directory.resolve("cut.json");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      int at = length;
      BadInput error =
          assertThrows(BadInput.class, () -> SideReader.read("", List.of(file)), () -> "at " + at);
      assertTrue(error.getMessage().contains("cut.json"), error.getMessage());
    }
    Files.write(file, whole);
    assertEquals(2, SideReader.read("", List.of(file)).results().size());
  }

  /** Any byte changed to any other: the file is read or refused, nothing else. */
  @Test
  void bytesChangedAtRandom() throws Exception {
    byte[] whole =
        new MadeUpResults(1)
            .forks(2, 0.01)
            .allocating("X.y", 10, 16)
            .sampled("X.z", 10)
            .json()
            .getBytes(StandardCharsets.UTF_8);
    Path file = directory.resolve("changed.json");
    SplittableRandom random = new SplittableRandom(7);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] changed = whole.clone();
      for (int j = 0; j <= i % 3; j++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, changed);
      try {
        SideReader.read("", List.of(file));
      } catch (BadInput e) {
        refused++;
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
      }
    }
    assertTrue(refused > 200 && refused < 2000, "refused " + refused);
  }

  @Test
  void tenThousandBenchmarks() throws Exception {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < 10_000; i++) {
      text.append(i == 0 ? "" : ",").append(RECORD.replace("a.B.c", "a.B.c" + i));
    }
    assertEquals(10_000, read(text.append(']').toString()).results().size());
  }

  /** Whoever sent a good file is not told that it is bad. */
  @Test
  void aFaultOfOursIsNotOneOfTheFile() throws Exception {
    Path file = Files.writeString(directory.resolve("good.json"), "[1]");
    assertThrows(
        IllegalStateException.class,
        () ->
            ResultFile.readArray(
                file,
                (where, element) -> {
                  throw new IllegalStateException("ours");
                }));
  }
}
