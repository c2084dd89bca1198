// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code go tool pprof} makes of a written file; skipped where Go is not installed. */
class PprofToolTest {
  private static final long SECOND = 1_000_000_000;
  private static final List<String> NAMES =
      List.of(
          "demo.Sort.sort(int[])",
          "demo.List<java.lang.String>.get",
          "demo.A.<init>",
          "demo.Foo$$Lambda.run",
          "[failed: unknown_state]",
          "[stub] sha256_implCompressMB",
          "demo.Plain.run");

  @TempDir Path dir;
  private Path file;

  @BeforeAll
  static void goIsInstalled() throws InterruptedException {
    assumeTrue(PprofTool.isInstalled(), "go is not installed");
  }

  @BeforeEach
  void writeAProfile() throws IOException {
    Plain symbols = new Plain();
    StackTable table = new StackTable();
    for (int i = 0; i < NAMES.size(); i++) {
      symbols.put(i, Plain.pseudo(NAMES.get(i)));
      table.add(1, new long[] {i, 100}, 2, 1 + i, SECOND);
    }
    Binary libz = new Binary("/lib/libz.so.1", "ab", 0x1000, 0x2000, 0);
    symbols.put(50, Plain.function("deflate", 0x1010, libz));
    table.add(1, new long[] {50, 100}, 2, 100, SECOND);
    symbols.put(100, Plain.java("demo.Main.main", 3));
    symbols.put(1, "main worker", ThreadInfo.Kind.JAVA);
    FrameCache frames = new FrameCache(symbols, Harness.NONE);
    frames.resolve(table);
    file = dir.resolve("p.pb.gz");
    ProfileInfo info =
        new ProfileInfo(SECOND, 10 * SECOND, 1_000_000, "2", List.of("jdk=17", "lost=0"));
    ProfileWriter.write(file, table, frames, info);
    ProfileInvariants.read(file);
  }

  private String pprof(String... options) throws IOException, InterruptedException {
    return PprofTool.run(dir, file, options);
  }

  /** The names in the last column of a report. */
  private static List<String> names(String top) {
    return top.lines()
        .dropWhile(line -> !line.contains("flat%"))
        .skip(1)
        .map(line -> line.trim().split("\\s+", 6)[5])
        .toList();
  }

  @Test
  void namesComeThroughUncut() throws Exception {
    List<String> expected = new ArrayList<>(NAMES);
    expected.add("deflate");
    expected.add("demo.Main.main");
    expected.sort(null);
    assertEquals(expected, names(pprof("-top")).stream().sorted().toList());
  }

  @Test
  void theHeadNamesFileTypeAndTotal() throws Exception {
    String top = pprof("-top");
    assertTrue(top.startsWith("File: java\n"), top);
    assertTrue(top.contains("jdk=17\n"), top);
    assertTrue(top.contains("Type: cpu\n"), top);
    assertTrue(top.contains("Duration: 10s, Total samples = 8s (80.00%)"), top);
  }

  @Test
  void eitherSampleTypeCanBeShown() throws Exception {
    String samples = pprof("-top", "-sample_index=samples");
    assertTrue(samples.contains("Type: samples\n"), samples);
    assertTrue(samples.contains("of 128 total"), samples);
    assertEquals("deflate", names(samples).get(0));
    String cpu = pprof("-top", "-sample_index=cpu");
    assertTrue(cpu.contains("of 8s total"), cpu);
  }

  @Test
  void aFileMinusItselfIsEmpty() throws Exception {
    String top = pprof("-top", "-diff_base=" + file);
    assertTrue(top.contains("Showing nodes accounting for 0"), top);
    assertEquals(List.of(), names(top), top);
  }

  @Test
  void aFileAddsUpWithItself() throws Exception {
    String top = pprof("-top", file.toString());
    assertTrue(top.contains("Total samples = 16s"), top);
  }

  @Test
  void theRawFormShowsEveryTable() throws Exception {
    String raw = pprof("-raw");
    for (String part :
        List.of(
            "PeriodType: cpu nanoseconds\nPeriod: 1000000\n",
            "samples/count cpu/nanoseconds[dflt]",
            "thread:[main worker]",
            "fork:[2]",
            "phase:[program]",
            "0x1010 M=2 deflate",
            "1: 0x0/0x0/0x0 java  [FN][FL][LN]",
            "2: 0x1000/0x2000/0x0 /lib/libz.so.1 ab [FN]")) {
      assertTrue(raw.contains(part), () -> part + " not in\n" + raw);
    }
  }

  @Test
  void labelsSelectSamples() throws Exception {
    String top = pprof("-top", "-tagfocus=phase=program");
    assertTrue(top.contains("Showing nodes accounting for 8s"), top);
    assertTrue(pprof("-tags").contains("main worker"));
  }
}
