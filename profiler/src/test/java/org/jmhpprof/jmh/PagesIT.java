// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages that a run leaves. What is in a page is tested where pages are made. */
class PagesIT {
  private static final String RUN = "-wi 0 -i 1 -r 200ms -bm avgt -tu ns ";
  private static final String ID = "org.jmhpprof.workload.Burn.hot-avgt,name=plain";

  @TempDir Path directory;

  private JmhRun run(String arguments) throws IOException, InterruptedException {
    return JmhRun.of(JmhRun.jdks().get(0), directory, (RUN + arguments).split(" "));
  }

  private List<String> pages() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .map(file -> directory.relativize(file).toString())
          .filter(file -> file.endsWith(".html"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aRunEndsWithThePathOfAPageAndNoForkLoadsWhatMakesIt() throws Exception {
    JmhRun run =
        run(
            "Burn.hot -f 2 -prof pprof:dir=out;event=cpu,alloc -jvmArgsAppend -Xlog:class+load:file=classes%p.log");
    assertEquals(0, run.status(), run.output());
    assertEquals(List.of("out/index.html", "out/" + ID + "/profile.html"), pages());
    List<String> lines = run.output().lines().filter(line -> !line.isBlank()).toList();
    assertEquals("pprof: page: out/" + ID + "/profile.html", lines.get(lines.size() - 1));

    String page = Files.readString(directory.resolve("out/" + ID + "/profile.html"));
    assertTrue(page.contains("<title>org.jmhpprof.workload.Burn.hot avgt, name=plain</title>"));
    String index = Files.readString(directory.resolve("out/index.html"));
    assertTrue(index.contains("<a href=\"" + ID + "/profile.html\">"), index);
    Matcher score = Pattern.compile("Burn\\.hot +plain +avgt +2 +(\\S+)").matcher(run.output());
    assertTrue(score.find(), run.output());
    assertTrue(index.contains(">" + rounded(score.group(1))), score.group(1) + " in " + index);
    assertFigure("ns/op", perOperation("cpu", 1), cells(index).get(1));
    assertFigure("B/op", perOperation("alloc", 1), cells(index).get(2));

    try (Stream<Path> files = Files.list(directory)) {
      List<Path> logs = files.filter(file -> file.toString().endsWith(".log")).toList();
      assertEquals(2, logs.size());
      for (Path log : logs) {
        String classes = Files.readString(log);
        assertTrue(classes.contains("org.jmhpprof.profile.StackTable"), "the profiler was there");
        assertFalse(classes.contains("org.jmhpprof.viewer."), "and no page was made");
      }
    }
  }

  private static List<String> cells(String index) {
    return Pattern.compile("<td class=\"number\">([^<]*)</td>")
        .matcher(index)
        .results()
        .map(cell -> cell.group(1))
        .toList();
  }

  /** It is rounded to three digits behind the point, or to one in a thousand. */
  private static void assertFigure(String unit, double expected, String figure) {
    assertTrue(figure.endsWith(" " + unit), figure);
    double shown = Double.parseDouble(figure.split(" ")[0]);
    assertEquals(expected, shown, 0.001 + expected / 1000, figure);
  }

  /** What the benchmark's own work took in the forks' profiles, as a mean over them. */
  private double perOperation(String event, int column) throws IOException {
    List<Path> files =
        JmhRun.profiles(directory).stream()
            .filter(file -> file.toString().endsWith("." + event + ".pb.gz"))
            .toList();
    assertEquals(2, files.size());
    double sum = 0;
    for (Path file : files) {
      Profile profile = JmhRun.profile(file);
      double operations = Double.parseDouble(ProfileComments.of(profile).get("ops"));
      for (Sample sample : profile.getSampleList()) {
        sum += isOfTheWork(profile, sample) ? sample.getValue(column) / operations : 0;
      }
    }
    return sum / files.size();
  }

  private static boolean isOfTheWork(Profile profile, Sample sample) {
    return sample.getLabelList().stream()
        .filter(label -> profile.getStringTable((int) label.getKey()).equals("phase"))
        .map(label -> profile.getStringTable((int) label.getStr()))
        .anyMatch(phase -> phase.equals("measure") || phase.equals("program"));
  }

  /** JMH rounds to three digits, the index leaves them out from 1,000 on. */
  private static String rounded(String score) {
    double value = Double.parseDouble(score);
    return value >= 1000 ? String.format("%.0f", value).substring(0, 3) : score;
  }

  @Test
  void theIndexIsOverAllBenchmarksOfTheRun() throws Exception {
    JmhRun run = run("Burn.hot -f 1 -p name=a,b -prof pprof");
    assertEquals(0, run.status(), run.output());
    String index = Files.readString(directory.resolve("index.html"));
    assertEquals(2, index.split("/profile.html\"").length - 1, index);
    assertEquals(3, pages().size(), pages().toString());
    List<String> said = run.output().lines().filter(line -> line.contains("page: ")).toList();
    assertEquals(List.of("pprof: page: index.html"), said);
  }

  @Test
  void pagesCanBeSwitchedOff() throws Exception {
    JmhRun run = run("Burn.hot -f 1 -prof pprof:page=off");
    assertEquals(0, run.status(), run.output());
    assertEquals(List.of(), pages());
    assertFalse(run.output().contains("page: "), run.output());
  }

  @Test
  void aPageThatCannotBeWrittenCostsALineAndNoScore() throws Exception {
    // Nobody can write a file where a directory is, root neither.
    Files.createDirectories(directory.resolve("index.html/x"));
    JmhRun run = run("Burn.hot -f 1 -prof pprof");
    assertEquals(0, run.status(), run.output());
    assertTrue(run.output().contains("pprof: the page was not written: "), run.output());
    assertTrue(run.output().contains("Burn.hot:pprof.cpu.norm"), run.output());
  }
}
