// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jmhpprof.gate.model.Verdict.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Proves that the gate can fail, and that it does not always: result files with a known truth go
 * through the command {@code compare}, and its exit status and verdicts are looked at.
 */
@Command(
    name = "selftest",
    mixinStandardHelpOptions = true,
    description = "Proves that the gate can fail, on results whose truth is known.",
    footer = {"", "Exit status: 0, or 1 if the gate gave a wrong verdict."})
final class SelftestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private Path directory;
  private int failed;
  private int passed;

  @Override
  public Integer call() throws IOException {
    directory = Files.createTempDirectory("jmh-pprof-gate-selftest");
    try {
      checkAll();
    } finally {
      try (var files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
    spec.commandLine().getOut().println(passed + " passed, " + failed + " failed");
    return (failed == 0 ? ExitStatus.PASS : ExitStatus.REGRESSION).code();
  }

  private static MadeUpResults suite(long seed) {
    return new MadeUpResults(seed).time("A.steady", 100).time("B.steady", 2000);
  }

  private void checkAll() throws IOException {
    String base = suite(1).time("C.changed", 50).json();
    check("the same again passes", base, suite(2).time("C.changed", 50).json(), 0, "3 ok");
    check("half as slow again fails", base, suite(2).time("C.changed", 75).json(), 1, "REGRESSED");
    check("10 % slower fails", base, suite(2).time("C.changed", 55).json(), 1, "REGRESSED");
    check("within the margin passes", base, suite(2).time("C.changed", 51).json(), 0, "3 ok");
    check("faster passes", base, suite(2).time("C.changed", 25).json(), 0, "IMPROVED");
    check("vanished fails", base, suite(2).json(), 1, "MISSING");
    check("vanished as meant passes", base, suite(2).json(), 0, "allowed", "--allow-missing", "C");
    check("added passes", suite(1).json(), suite(2).time("D.added", 1).json(), 0, "NEW");
    check(
        "a lower throughput fails",
        suite(1).throughput("T.changed", 3e6).json(),
        suite(2).throughput("T.changed", 2e6).json(),
        1,
        "REGRESSED");
    check(
        "a higher throughput passes",
        suite(1).throughput("T.changed", 2e6).json(),
        suite(2).throughput("T.changed", 3e6).json(),
        0,
        "IMPROVED");
    check(
        "slower samples fail",
        suite(1).sampled("S.changed", 100).json(),
        suite(2).sampled("S.changed", 150).json(),
        1,
        "score:p50");
    check(
        "one object more per operation fails",
        suite(1).allocating("G.changed", 100, 16).json(),
        suite(2).allocating("G.changed", 100, 32).json(),
        1,
        "gc.alloc.rate.norm");
    check(
        "residue of the warmup passes",
        suite(1).allocating("G.same", 100, 0.006).json(),
        suite(2).allocating("G.same", 100, 1.13).json(),
        0,
        "4 ok");
    noise();
    refusals(base);
  }

  private void noise() throws IOException {
    String noisy = new MadeUpResults(3).forks(3, 0.3).time("N.noisy", 100).json();
    String again = new MadeUpResults(4).forks(3, 0.3).time("N.noisy", 100).json();
    check("noise is no regression", noisy, again, 0, "INCONCLUSIVE");
    check("noise is no pass", noisy, again, 3, "need ", "--fail-on=inconclusive");
    String single = new MadeUpResults(5).forks(1, 0).time("O.single", 100).json();
    String slower = new MadeUpResults(6).forks(1, 0).time("O.single", 150).json();
    check("one fork is no pass", single, slower, 2, "nothing was tested");
    String base = suite(7).json();
    String some = suite(8).forks(1, 0).time("O.single", 100).json();
    check(
        "the untested is no pass",
        suite(7).forks(1, 0).time("O.single", 50).json(),
        some,
        3,
        "1 of 3");
    String broken = suite(8).json().replace("\"forks\": 8", "\"forks\": 11");
    check("forks that fail in head fail", base, broken, 1, "head failed in 3 of 11");
    check("the same results are refused", base, base, 2, "the same results");
    MadeUpResults before = new MadeUpResults(7);
    MadeUpResults after = new MadeUpResults(8);
    for (int i = 0; i < 8; i++) {
      before.time("E.all" + i, 100);
      after.time("E.all" + i, 112);
    }
    check("all slower is told as such", before.json(), after.json(), 1, "8 of 8 benchmarks moved");
  }

  private void refusals(String base) throws IOException {
    check(
        "another JDK is refused",
        new MadeUpResults(1).jdk("17.0.9").time("A.steady", 100).json(),
        new MadeUpResults(2).jdk("21.0.1").time("A.steady", 100).json(),
        2,
        "INCOMPARABLE");
    String cut = base.substring(0, base.length() / 2);
    check("a file cut off is refused", base, cut, 2, "head.json");
    check("a foreign file is refused", base, "{\"name\": \"package\"}", 2, "head.json");
    check("an empty result is refused", "[]", "[ ]", 2, "no benchmark");
  }

  private void check(
      String claim, String base, String head, int status, String shown, String... options)
      throws IOException {
    Path before = Files.writeString(directory.resolve("base.json"), base);
    Path after = Files.writeString(directory.resolve("head.json"), head);
    List<String> arguments =
        new ArrayList<>(
            List.of("compare", "--base", before.toString(), "--head", after.toString()));
    arguments.addAll(List.of(options));
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    int found = Gate.execute(writer, writer, arguments.toArray(String[]::new));
    writer.flush();
    PrintWriter out = spec.commandLine().getOut();
    if (found == status && text.toString().contains(shown)) {
      passed++;
      out.println("ok      " + claim);
    } else {
      failed++;
      out.println(
          "FAILED  " + claim + ": exit status " + found + ", expected " + status + " and " + shown);
      out.println(text.toString().indent(8));
    }
  }
}
