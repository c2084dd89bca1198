// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.run.BlockRunner.Order;
import org.jmhpprof.gate.run.JmhOptions.Task;
import org.junit.jupiter.api.Test;

class BlockOrderTest {
  private final Task task = Task.all("a.B.c");

  @Test
  void theSecondOfTwoBlocksIsTheMirrorImage() {
    Order order = new Order(7);
    for (int done = 0; done < 100; done += 2) {
      assertNotEquals(order.of(task, done), order.of(task, done + 1));
      assertEquals(order.of(task, done), new Order(7).of(task, done));
    }
  }

  @Test
  void oneOfManyParametersGoesOnWithTheOrderOfAll() {
    Order order = new Order(7);
    Task one = Task.only(new BenchmarkKey("a.B.c", "avgt", new TreeMap<>(Map.of("p", "1")), 1));
    for (int done = 0; done < 20; done += 2) {
      assertNotEquals(order.of(task, done), order.of(one, done + 1));
    }
  }

  /** Of 1,000 draws, 500 and 16 either way are expected; 430 is four standard deviations. */
  @Test
  void everySideBeginsHalfTheTimeOverPairsAndOverSeeds() {
    int byPair = 0;
    int bySeed = 0;
    for (int i = 0; i < 1000; i++) {
      byPair += new Order(1).of(task, 2 * i).get(0);
      bySeed += new Order(i).of(task, 0).get(0);
    }
    assertTrue(byPair > 430 && byPair < 570, "by pair " + byPair);
    assertTrue(bySeed > 430 && bySeed < 570, "by seed " + bySeed);
  }
}
