// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jmhpprof.gate.json.HistoryFile;
import org.jmhpprof.gate.json.HistoryFile.PastRun;
import org.jmhpprof.gate.json.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** picocli warns on System.err of a text that is no format. */
  @ParameterizedTest
  @ValueSource(strings = {"run", "compare", "diff", "aa", "selftest"})
  void helpIsFormatted(String command) {
    PrintStream before = System.err;
    ByteArrayOutputStream warnings = new ByteArrayOutputStream();
    System.setErr(new PrintStream(warnings, true));
    try {
      assertEquals(0, gate(command, "--help"));
    } finally {
      System.setErr(before);
    }
    assertEquals("", warnings.toString());
    assertFalse(out.toString().contains("%%"), out::toString);
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
        "run --head h.jar --base b.jar --inject 0 | expected more than 0",
        "run --head h.jar --base b.jar --inject x | expected a share such as 5%",
        "run --head h.jar --baseline b --inject 9% | --inject: only pairs are slowed down",
        "run --head h.jar --base b.jar --inject 9% --design turns | --inject: only pairs",
        "run --head h.jar --base b.jar --inject 9% --confirm | --inject: not with --confirm",
        "run --head h.jar --base b.jar --inject 9% --history x | --inject: not with --confirm",
        "run --head h.jar --baseline b --head-param a=1 | --head-...: only with --base, not with",
        "run --head h.jar --baseline b --head-java j | --head-...: only with --base, not with",
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
      int seed = side.equals("base") ? 1 : 2;
      results("run/" + side + "/block-001.json", new MadeUpResults(seed).time("A.b", 100));
    }
    String[] both = {"compare", "--base", run + "/base", "--head", run + "/head"};
    gate(both);
    assertTrue(out.toString().contains("one look."), out::toString);
    new Manifest(new TreeMap<>(Map.of("looks", "6,12,24", "earlyEnds", "0", "endedEarly", "")))
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
        table.matches(
            "(?s).*REGRESSED +A\\.b thrpt +8 +\\d+ +\\d\\.\\d+ +\\d+ +\\d\\.\\d+ +ops/s"
                + " +\\+[45]\\d.*"),
        table);
    assertTrue(table.contains("1 regressed. 1 test, margin 5 %"), table);
    assertTrue(table.contains("over the suite (Holm)"), table);
  }

  @Test
  void theTableDescribesTheForksOfEachSideAndTheSuite() throws Exception {
    String base =
        "[" + record("A.b", 3, "[[90], [100], [110]]") + "," + record("A.c", 1, "[[20]]") + "]";
    String head = "[" + record("A.b", 2, "[[200], [200]]") + "," + record("A.c", 1, "[[40]]") + "]";
    compare(base, head);
    String table = out.toString();
    // Standard deviation 10 of 100; the geometric mean of 90, 100 and 110 is 99.67.
    assertTrue(
        table.matches("(?s).*A\\.b avgt +3/2 +99\\.67 +10\\.0 +200\\.0 +0\\.00 +ns/op.*"), table);
    assertTrue(table.matches("(?s).*A\\.c avgt +1 +20\\.00 +40 +ns/op.*"), table);
    assertTrue(table.endsWith("geometric mean of the cost: +100.3 % over 2 benchmarks\n"), table);
  }

  private static String record(String name, int forks, String rows) {
    return """
    {"benchmark": "made.up.%s", "mode": "avgt", "threads": 1, "forks": %d,
     "primaryMetric": {"score": 1, "scoreUnit": "ns/op", "rawData": %s},
     "secondaryMetrics": {}}\
    """
        .formatted(name, forks, rows);
  }

  @Test
  void theTableKeepsTo120Columns() throws Exception {
    String longName = "TheNameOfAClass".repeat(3) + ".andOfAMethodThatNobodyWouldAbbreviate";
    MadeUpResults base = new MadeUpResults(1).time("A.short", 100).time(longName, 123_456);
    MadeUpResults head = new MadeUpResults(2).time("A.short", 100).time(longName, 345_678);
    compare(base.forks(3, 0.3).time("A.noisy", 1e6), head.forks(3, 0.3).time("A.noisy", 1e6));
    String table = out.toString();
    assertTrue(table.contains("REGRESSED     " + longName + " avgt\n"), table);
    assertTrue(table.matches("(?s).*\nOK +A\\.short avgt +8 .*"), table);
    List<String> lines = table.lines().filter(line -> line.matches(".*\\bns/op\\b.*")).toList();
    assertEquals(3, lines.size(), table);
    lines.forEach(line -> assertTrue(line.length() <= 120, line));
  }

  @Test
  void onlyTheBenchmarksThatAPatternMeansAreCompared() throws Exception {
    MadeUpResults base = suite(1).time("A.slow", 100).time("B.gone", 5);
    MadeUpResults head = suite(2).time("A.slow", 150);
    assertEquals(1, compare(base, head));
    assertEquals(0, compare(base, head, "A\\.kept$"), out::toString);
    assertTrue(out.toString().contains("1 ok. 1 test"), out::toString);
    assertEquals(1, compare(base, head, "kept", "gone"), out::toString);
    assertTrue(out.toString().contains("1 missing, 1 ok"), out::toString);
    assertEquals(2, compare(base, head, "Nothing"));
    assertTrue(err.toString().contains("Nothing: no benchmark matches"), err::toString);
    assertEquals(2, compare(base, head, "A["));
    assertTrue(err.toString().contains("A[: no regular expression"), err::toString);
    String renamed = config("{\"renamed\": {\"made.up.B.gone\": \"made.up.C.here\"}}");
    MadeUpResults after = suite(3).time("C.here", 5);
    assertEquals(0, compare(base, after, "--config", renamed, "C.here"), out::toString);
    assertTrue(out.toString().contains("1 ok. 1 test"), out::toString);
  }

  @Test
  void historyAndExportGrowWithEachRun() throws Exception {
    Path history = directory.resolve("kept/history.jsonl");
    Path export = directory.resolve("export.json");
    Path report = directory.resolve("report");
    String[] options = {
      "--history", history.toString(), "--export", export.toString(), "--report", report.toString()
    };
    for (int run = 1; run <= 3; run++) {
      String[] all = Arrays.copyOf(options, options.length + 2);
      all[options.length] = "--commit";
      all[options.length + 1] = "c0ffee" + run;
      MadeUpResults head = new MadeUpResults(10 + run).throughput("A.b", 2000);
      assertEquals(0, compare(new MadeUpResults(run).throughput("A.b", 2000), head, all));
    }
    List<PastRun> runs = HistoryFile.read(history);
    assertEquals(
        List.of("c0ffee1", "c0ffee2", "c0ffee3"), runs.stream().map(PastRun::commit).toList());
    PastRun.Point point = runs.get(2).benchmarks().get(0);
    assertEquals("made.up.A.b thrpt", point.benchmark());
    assertEquals("s/op", point.unit());
    assertEquals(1 / 2000.0, point.head(), 0.05 / 2000, "a cost");
    assertTrue(point.lower() < point.ratio() && point.ratio() < point.upper());
    assertTrue(Files.readString(export).contains("\"name\" : \"made.up.A.b thrpt\""));
    String page = Files.readString(report.resolve("report.html"));
    assertTrue(page.contains("\"commit\":\"c0ffee1\"") && page.contains("c0ffee3"), page);
    Files.writeString(history, "{\"commit\": 1", StandardOpenOption.APPEND);
    assertEquals(2, compare(suite(1), suite(2), options));
    assertTrue(err.toString().contains("history.jsonl, line 4: "), err::toString);
    assertEquals("", out.toString(), "told before anything is done");
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

  private int compare(MadeUpResults base, MadeUpResults head, String... options)
      throws IOException {
    return compare(base.json(), head.json(), options);
  }

  private int compare(String base, String head, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("compare", "--base"));
    words.add(Files.writeString(directory.resolve("base.json"), base).toString());
    words.add("--head");
    words.add(Files.writeString(directory.resolve("head.json"), head).toString());
    words.addAll(List.of(options));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return gate(words.toArray(String[]::new));
  }

  private String config(String text) throws IOException {
    return Files.writeString(directory.resolve("gate.json"), text).toString();
  }

  private static MadeUpResults suite(int seed) {
    return new MadeUpResults(seed).time("A.kept", 100);
  }

  @Test
  void nothingTestedIsNoPass() throws Exception {
    MadeUpResults base = new MadeUpResults(1).forks(1, 0).time("A.b", 100);
    MadeUpResults slower = new MadeUpResults(2).forks(1, 0).time("A.b", 150);
    assertEquals(2, compare(base, slower));
    assertTrue(
        err.toString().contains("nothing was tested: A.b avgt: too few forks: 1 of base"),
        err::toString);
    assertEquals(2, compare("[]", suite(1).json()), "all is new");
    assertTrue(err.toString().contains("nothing was tested: A.kept avgt: new"), err::toString);
    String nothing = config("{\"rules\": [{\"gate\": false}]}");
    assertEquals(2, compare(suite(1), suite(2), "--config", nothing), "nothing is gated");
    assertTrue(err.toString().contains("nothing was tested"), err::toString);
  }

  @Test
  void whatWasNotTestedIsNamedAndNoPass() throws Exception {
    MadeUpResults base = suite(1).forks(1, 0).time("A.single", 100).time("B.single", 100);
    MadeUpResults head = suite(2).forks(1, 0).time("A.single", 150).time("B.single", 100);
    assertEquals(3, compare(base, head));
    assertTrue(
        err.toString().contains("2 of 3 benchmarks not tested: A.single avgt, B.single avgt"),
        err::toString);
    String advice = config("{\"rules\": [{\"benchmark\": \"single\", \"gate\": false}]}");
    assertEquals(0, compare(base, head, "--config", advice), err::toString);
    MadeUpResults both = new MadeUpResults(3).time("A.kept", 150).forks(1, 0).time("A.single", 1);
    assertEquals(1, compare(base, both), "a regression comes first");
  }

  @Test
  void theSameMeasurementsAreRefusedUnlessAllowed() throws Exception {
    assertEquals(2, compare(suite(1), suite(1)));
    assertTrue(err.toString().contains("base and head have the same results"), err::toString);
    assertEquals(0, compare(suite(1), suite(1), "--allow-same"), err::toString);
    String other = suite(1).json() + "\n";
    assertEquals(2, compare(suite(1).json(), other), "other bytes, the same numbers");
    assertTrue(err.toString().contains("these are not two builds"), err::toString);
    assertEquals(0, compare(suite(1).json(), other, "--allow-same"), err::toString);
    String more = results("more.json", suite(3));
    String base = results("base.json", suite(1));
    assertEquals(2, gate("compare", "--base", base + "," + more, "--head", more));
  }

  @Test
  void forksThatFailInHeadAloneFail() throws Exception {
    String whole = suite(1).json();
    String broken = suite(2).json().replace("\"forks\": 8", "\"forks\": 11");
    assertEquals(1, compare(whole, broken));
    assertTrue(out.toString().contains("FAILED"), out::toString);
    assertTrue(out.toString().contains("head failed in 3 of 11 forks"), out::toString);
    String both = suite(1).json().replace("\"forks\": 8", "\"forks\": 11");
    assertEquals(0, compare(both, broken), out::toString);
    assertTrue(out.toString().contains("base failed in 3 of 11 forks"), out::toString);
    String worse = suite(2).json().replace("\"forks\": 8", "\"forks\": 99");
    assertEquals(1, compare(both, worse), "3 of 11 is not 91 of 99");
    assertEquals(0, compare(broken, whole), "mended");
  }

  @Test
  void aForkThatBrokeOffFailed() throws Exception {
    String head = suite(2).json();
    int row = head.indexOf("rawData") + "rawData\": [".length();
    String cut = head.substring(0, head.indexOf(',', row)) + head.substring(head.indexOf(']', row));
    assertEquals(1, compare(suite(1).json(), cut), cut);
    assertTrue(out.toString().contains("head failed in 1 of 8 forks"), out::toString);
  }

  @Test
  void whatIsMeantToVanishMayVanish() throws Exception {
    MadeUpResults base = suite(1).time("Old.sort", 50);
    assertEquals(1, compare(base, suite(2)));
    assertTrue(out.toString().contains("MISSING"), out::toString);
    assertEquals(0, compare(base, suite(2), "--allow-missing", "Old\\.sort$"), err::toString);
    assertTrue(out.toString().contains("missing, which is allowed"), out::toString);
    assertEquals(1, compare(base, suite(2), "--allow-missing", "Other"));
    String exempt = config("{\"rules\": [{\"benchmark\": \"Old\\\\.\", \"gate\": false}]}");
    assertEquals(0, compare(base, suite(2), "--config", exempt), out::toString);
    assertTrue(out.toString().contains("missing, but not gated"), out::toString);
    assertEquals(2, compare(base, suite(2), "--allow-missing", "("));
    assertTrue(err.toString().contains("no regular expression"), err::toString);
  }

  @Test
  void rulesApplyToWhatCannotBeCompared() throws Exception {
    MadeUpResults base = suite(1).jdk("17").time("Other.jdk", 50);
    MadeUpResults head = suite(2).jdk("21").time("Other.jdk", 50);
    String exempt = config("{\"rules\": [{\"benchmark\": \"Other\", \"gate\": false}]}");
    assertEquals(2, compare(base, head));
    assertEquals(0, compare(base, head, "--config", exempt), err::toString);
    assertTrue(out.toString().contains("incomparable, but not gated"), out::toString);
  }

  @Test
  void aRenamedBenchmarkIsComparedWithItself() throws Exception {
    MadeUpResults base = suite(1).time("Old.sort", 50);
    String method = config("{\"renamed\": {\"made.up.Old.sort\": \"made.up.New.sorted\"}}");
    MadeUpResults slower = suite(2).time("New.sorted", 75);
    assertEquals(1, compare(base, slower, "--config", method));
    assertTrue(out.toString().contains("REGRESSED  New.sorted avgt"), out::toString);
    assertEquals(0, compare(base, suite(2).time("New.sorted", 50), "--config", method));
    String owner = config("{\"renamed\": {\"made.up.Old\": \"made.up.New\"}}");
    assertEquals(1, compare(base, suite(2).time("New.sort", 75), "--config", owner));
    MadeUpResults both = suite(2).time("New.sort", 50).time("Old.sort", 90);
    assertEquals(2, compare(base, both, "--config", owner), "an old name that is not gone");
    assertTrue(err.toString().contains("head has made.up.Old.sort"), err::toString);
    assertEquals(
        0,
        compare(suite(1).time("New.sort", 50), suite(2).time("New.sort", 50), "--config", owner),
        "after it is merged");
  }

  @Test
  void namesakesOfTwoPackagesAreToldApart() throws Exception {
    String base = suite(1).time("x.A.sort", 100).time("y.A.sort", 100).json();
    String head = suite(2).time("x.A.sort", 100).time("y.A.sort", 200).json();
    assertEquals(1, compare(base, head));
    assertTrue(out.toString().matches("(?s).*REGRESSED +y\\.A\\.sort avgt .*"), out::toString);
    assertTrue(out.toString().contains("x.A.sort avgt"), out::toString);
    assertFalse(out.toString().contains("up.A.kept"), out::toString);
  }
}
