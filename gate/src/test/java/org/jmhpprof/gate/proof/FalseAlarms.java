// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jmhpprof.gate.stats.ExactTests.Proportion;

/** How often each method calls two sides different that are the same. */
final class FalseAlarms {
  private static final int EXACT_UP_TO = 7;

  private static final List<Criterion> ALL =
      Stream.<Criterion>concat(Stream.of(Method.values()), Stream.of(StudiedMethod.values()))
          .toList();

  /** Those that take the fork for the replicate, and so keep their level when forks differ. */
  static final Set<Criterion> KEEP_THEIR_LEVEL =
      Set.of(
          Method.WELCH_FORKS,
          StudiedMethod.PERMUTATION,
          StudiedMethod.MANN_WHITNEY_FORKS,
          StudiedMethod.FIELLER);

  static final List<ForkModel> MODELS =
      List.of(
          ForkModel.plain("no fork effect, within 1 %", 0, 0.01),
          ForkModel.plain("forks 1 %, within 1 %", 0.01, 0.01),
          ForkModel.plain("forks 2 %, within 1 %", 0.02, 0.01),
          new ForkModel("25 % of forks +10 %", 0.01, 0.01, 0.25, 0.1, 0, 0, 0),
          new ForkModel("5 % of iterations +30 %", 0, 0.01, 0, 0, 0.05, 0.3, 0),
          new ForkModel("forks 1 %, sessions 2 %", 0.01, 0.01, 0, 0, 0, 0, 0.02));

  private FalseAlarms() {}

  /** One model, all methods; a method that would take too long is missing. */
  static Map<Criterion, Proportion> of(
      ForkModel model, int forks, int iterations, int trials, Random random) {
    Map<Criterion, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < trials; i++) {
      double[][] base = model.side(forks, iterations, 1, random);
      double[][] head = model.side(forks, iterations, 1, random);
      for (Criterion method : ALL) {
        if (method != StudiedMethod.PERMUTATION || forks <= EXACT_UP_TO) {
          counts.merge(method, method.differ(base, head) ? 1 : 0, Integer::sum);
        }
      }
    }
    Map<Criterion, Proportion> rates = new LinkedHashMap<>();
    counts.forEach((method, count) -> rates.put(method, new Proportion(count, trials)));
    return rates;
  }

  /** The table, in Markdown. */
  static String table(int forks, int trials, long seed) {
    int iterations = 5;
    Random random = new Random(seed);
    List<Map<Criterion, Proportion>> columns = new ArrayList<>();
    StringBuilder text = new StringBuilder("| method, " + forks + " forks x 5 iterations |");
    for (ForkModel model : MODELS) {
      columns.add(of(model, forks, iterations, trials, random));
      text.append(' ').append(model.name()).append(" |");
    }
    text.append("\n|---|").append("---|".repeat(MODELS.size())).append('\n');
    for (Criterion method : ALL) {
      text.append("| ").append(method.title()).append(" |");
      for (Map<Criterion, Proportion> column : columns) {
        Proportion rate = column.get(method);
        text.append(' ').append(rate == null ? "-" : rate.percent()).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }
}
