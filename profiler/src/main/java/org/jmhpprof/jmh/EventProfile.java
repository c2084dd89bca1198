// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jmhpprof.profile.Decimal;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.Phase;
import org.jmhpprof.profile.ProfileInfo;
import org.jmhpprof.profile.ProfileWriter;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.profile.TopTable;
import org.jmhpprof.sampler.SampleCounts;
import org.jmhpprof.sampler.Sampler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.results.TextResult;

/**
 * What a fork's profile says of one event: its table, which grows with each iteration, its file and
 * its results.
 */
abstract class EventProfile {
  private final StackTable table;
  private final FrameCache frames;
  private final Path file;

  EventProfile(StackTable table, FrameCache frames, Path file) {
    this.table = table;
    this.frames = frames;
    this.file = file;
  }

  Event event() {
    return table.event();
  }

  StackTable table() {
    return table;
  }

  /** What is sampled for it, its own table among them. */
  List<StackTable> tables() {
    return List.of(table);
  }

  /** Takes an iteration that has ended. Its samples are in the table. */
  abstract void add(SampleCounts counts);

  /** Once, after the last iteration was added. */
  void finish(Sampler sampler) {}

  /** The results of an iteration. The names of its frames are known. */
  abstract List<Result<?>> results(SampleCounts counts, Iteration iteration, boolean last);

  /** What the whole profile comes to; null if there is nothing to say. */
  String remark(long wallNanos) {
    return null;
  }

  /** Whether what the remark says makes the profile useless. */
  boolean failed() {
    return false;
  }

  /** The comments of this event, each {@code key=value}. */
  abstract void comment(Comments comments);

  /** What a text result is called. */
  abstract String topLabel();

  /** The unit of the values in the text result. */
  abstract String perOperation();

  /** What the shares in the text result are of. */
  long shownTotal() {
    return table.total(event().shown());
  }

  /** Whether a row of this name is in the text result. */
  boolean isShown(String name) {
    return true;
  }

  /** What one reads first, above the rows. */
  List<String> head() {
    return List.of();
  }

  /** The shown values of a phase. */
  long total(Phase phase) {
    return frames.total(table, phase);
  }

  /** Replaces the file. All but the last are soon replaced in turn, between two iterations. */
  void write(ProfileInfo info, boolean last) throws IOException {
    Files.createDirectories(file.getParent());
    if (last) {
      ProfileWriter.write(file, table, frames, info);
    } else {
      ProfileWriter.writeInterim(file, table, frames, info);
    }
  }

  /** The rows at the top. */
  Result<?> top(int rows, long operations) {
    StringBuilder text = new StringBuilder();
    double total = Math.max(1, shownTotal());
    double each = operations == 0 ? 0 : 1.0 / operations;
    List<String> head = head();
    for (String line : head) {
      text.append(System.lineSeparator()).append("  ").append(line);
    }
    if (!head.isEmpty()) {
      text.append(System.lineSeparator());
    }
    text.append(System.lineSeparator());
    appendRow(text, "self", "cum", perOperation(), "frame");
    for (TopTable.Row row : TopTable.rows(table, frames, this::isShown, rows)) {
      appendRow(
          text,
          Decimal.of(100 * row.self() / total, 2) + "%",
          Decimal.of(100 * row.cumulative() / total, 2) + "%",
          Decimal.of(row.self() * each, 3),
          row.name());
    }
    text.append("Profile: ").append(file).append(System.lineSeparator());
    return new TextResult(text.toString(), topLabel());
  }

  private static void appendRow(
      StringBuilder text, String self, String cumulative, String perOperation, String frame) {
    text.append(Decimal.right(self, 9)).append(' ').append(Decimal.right(cumulative, 9));
    text.append(' ').append(Decimal.right(perOperation, 12)).append("  ").append(frame);
    text.append(System.lineSeparator());
  }

  /** What a sample cost the thread that it was taken on. */
  static String costOfEach(long nanos, long samples) {
    return samples == 0 || nanos == 0 ? "unknown" : nanos / samples + "ns";
  }

  static Result<?> sum(String label, double value, String unit) {
    return new ScalarResult(label, value, unit, AggregationPolicy.SUM);
  }

  static Result<?> average(String label, double value, String unit) {
    return new ScalarResult(label, value, unit, AggregationPolicy.AVG);
  }
}
