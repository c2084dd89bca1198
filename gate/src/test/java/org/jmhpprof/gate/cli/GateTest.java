// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jmhpprof.gate.json.Manifest;
import org.jmhpprof.gate.proof.MadeUpResults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int gate(String... arguments) {
    return Gate.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private String results(String name, MadeUpResults results) throws IOException {
    return Files.writeString(directory.resolve(name), results.json()).toString();
  }

  @Test
  void selftestPasses() {
    assertEquals(0, gate("selftest"), out::toString);
    assertTrue(out.toString().contains(" passed, 0 failed"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                        | a command is missing",
        "guess                                     | Unmatched argument",
        "compare --base a.json                     | Missing required option: '--head",
        "compare --base a --head b --nonsense      | Unknown option: '--nonsense'",
        "compare --base none.json --head none.json | none.json: no such file",
        "compare --base a --head b --margin=much   | --margin: expected a share",
        "compare --base a --head b --margin=-5%    | --margin: expected a share",
        "compare --base a --head b --margin=5      | --margin: expected a share such as 5%",
        "compare --base a --head b --alpha=0.7     | --alpha: expected above 0 and below 0.5",
        "compare --base a --head b --config none   | none: no such file",
        "run --head h.jar                          | --base or --baseline",
        "run --head h.jar --base b.jar -f 5        | -f: the gate sets this option",
        "run --head h.jar --base b.jar -x 5        | -x: no option of JMH",
        "run --head h.jar --base b.jar -i          | -i: its value is missing",
        "run --head h.jar --base b.jar -prof pprof | -prof pprof: the gate profiles by itself",
        "run --head h.jar --base b.jar --forks 1   | --forks: expected 2 or more",
        "run --head h.jar --base b.jar --budget 5  | expected a time such as 90s",
        "run --head h.jar --base none.jar          | none.jar: no such file",
        "run --head h.jar --base b.jar --java no/ne | --java no/ne: nothing that can be run",
        "run --head h.jar --base b.jar A[          | A[: no regular expression",
        "run --head h.jar --base b.jar --profiler-jar none | --profiler-jar none: no such file",
        "run --head h.jar --base b.jar --profile-forks 0 | --profile-forks: expected 1 or more",
        "aa --store none                           | none: no such directory",
        "aa -i 5                                   | -i: nothing is run without --jar",
      })
  void badInputIsOneLineAndStatus2(String arguments, String line) {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" +");
    assertEquals(2, gate(words), () -> out + "" + err);
    assertTrue(err.toString().startsWith("jmh-pprof-gate: "), err::toString);
    assertTrue(err.toString().contains(line), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  @Test
  void optionsWinOverTheConfiguration() throws Exception {
    String base = results("base.json", new MadeUpResults(1).time("A.b", 100));
    String head = results("head.json", new MadeUpResults(2).time("A.b", 120));
    Path config = directory.resolve("gate.json");
    Files.writeString(config, "{\"margin\": \"30%\"}");
    String[] both = {"compare", "--base", base, "--head", head, "--config", config.toString()};
    assertEquals(0, gate(both), out::toString);
    String[] stricter = Arrays.copyOf(both, both.length + 1);
    stricter[both.length] = "--margin=5%";
    assertEquals(1, gate(stricter), out::toString);
  }

  @Test
  void resultsOfARunAreJudgedByItsLooks() throws Exception {
    Path run = Files.createDirectories(directory.resolve("run"));
    for (String side : List.of("base", "head")) {
      Files.createDirectories(run.resolve(side));
      results("run/" + side + "/block-001.json", new MadeUpResults(1).time("A.b", 100));
    }
    String[] both = {"compare", "--base", run + "/base", "--head", run + "/head"};
    gate(both);
    assertTrue(out.toString().contains("one look."), out::toString);
    new Manifest(
            new TreeMap<>(Map.of("looks", "6,12,24", "earlyLooks", "1", "endedEarly", "false")))
        .write(run);
    gate(both);
    assertTrue(out.toString().contains("shared by 5 looks."), out::toString);
  }

  @Test
  void theTableNamesTheChangeTheIntervalAndTheRules() throws Exception {
    String base = results("base.json", new MadeUpResults(1).throughput("A.b", 3000));
    String head = results("head.json", new MadeUpResults(2).throughput("A.b", 2000));
    assertEquals(1, gate("compare", "--base", base, "--head", head));
    String table = out.toString();
    assertTrue(
        table.matches("(?s).*REGRESSED +A\\.b thrpt +\\d+ +\\d+ +ops/s +\\+[45]\\d.*"), table);
    assertTrue(table.contains("1 regressed. 1 test, margin 5 %"), table);
    assertTrue(table.contains("over the suite (Holm)"), table);
  }

  @Test
  void tenThousandBenchmarksAreCompared() throws Exception {
    MadeUpResults before = new MadeUpResults(1).forks(3, 0.01);
    MadeUpResults after = new MadeUpResults(2).forks(3, 0.01);
    for (int i = 0; i < 10_000; i++) {
      before.time("A.b" + i, 100);
      after.time("A.b" + i, i == 77 ? 1000 : 100);
    }
    int status =
        gate("compare", "--base", results("b.json", before), "--head", results("h.json", after));
    assertEquals(1, status);
    assertTrue(out.toString().contains("1 regressed, "), () -> out.toString().substring(0, 500));
  }
}
