// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What was measured, in Markdown. */
final class Tables {
  static final String CASES_FILE = "accuracy-tables.md";

  private record Case(String name, String expected) {}

  private final Map<Answer, List<Measured>> byAnswer = new EnumMap<>(Answer.class);

  Tables(List<Measured> all) {
    for (Measured measured : all) {
      byAnswer.computeIfAbsent(measured.finding().answer(), key -> new ArrayList<>()).add(measured);
    }
  }

  /** One line for each kind of answer, with the case that is nearest to its limit, or beyond it. */
  String summary() throws IOException {
    StringBuilder text =
        new StringBuilder("| answer | as expected | nearest to its limit |\n|---|---|---|\n");
    byAnswer.forEach(
        (answer, measured) -> {
          long within = measured.stream().filter(one -> one.finding().within()).count();
          text.append(
              String.format(
                  "| [%s](%s#%s) | %d of %d | %s |%n",
                  answer.title(),
                  CASES_FILE,
                  answer.anchor(),
                  within,
                  measured.size(),
                  nearest(measured)));
        });
    return text.append("\nMeasured ").append(Machine.describe()).append(".\n").toString();
  }

  private static String nearest(List<Measured> measured) {
    Measured worst =
        measured.stream()
            .max(Comparator.comparingDouble(one -> one.finding().used()))
            .orElseThrow();
    return String.format(
        "%s (%s): %s; %s",
        value(worst.finding()), worst.finding().expected(), name(worst.finding()), worst.column());
  }

  /** Each case, with a column for each JDK and clock. */
  String cases() {
    StringBuilder text = new StringBuilder("# Accuracy, case by case\n");
    byAnswer.forEach((answer, measured) -> cases(text, answer, measured));
    return text.toString();
  }

  private static void cases(StringBuilder text, Answer answer, List<Measured> measured) {
    Set<String> columns = new TreeSet<>();
    Map<Case, Map<String, String>> rows = new LinkedHashMap<>();
    for (Measured one : measured) {
      columns.add(one.column());
      rows.computeIfAbsent(
              new Case(name(one.finding()), one.finding().expected()), key -> new TreeMap<>())
          .put(one.column(), value(one.finding()));
    }
    text.append("\n## ").append(answer.title()).append("\n\n| case | expected |");
    columns.forEach(column -> text.append(' ').append(column).append(" |"));
    text.append("\n|---|---|").append("---|".repeat(columns.size())).append('\n');
    rows.forEach(
        (row, values) -> {
          text.append("| ").append(row.name()).append(" | ").append(row.expected());
          columns.forEach(column -> text.append(" | ").append(values.getOrDefault(column, "")));
          text.append(" |\n");
        });
  }

  private static String name(Finding finding) {
    return finding.benchmark() + finding.how();
  }

  /** In bold if it is not as expected. */
  private static String value(Finding finding) {
    return finding.within() ? finding.value() : "**" + finding.value() + "**";
  }
}
