// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every interleaving of two writers and one reader, step by step, from every place in the ring. The
 * steps are taken one after the other, so this says nothing about a processor's own reordering; the
 * broken variants are what a missing release or acquire would allow.
 */
class SampleRingModelTest {
  private static final int ENOUGH_STEPS = 60;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void everyInterleavingDeliversOrCountsEachRecordOnce(int position) {
    Search search = new Search(RingModel.Variant.SOUND);
    assertEquals(null, search.firstViolation(position));
    assertTrue(search.ends > 0, "no interleaving ends");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOUND")
  void everyBrokenVariantIsCaught(RingModel.Variant variant) {
    String violation = null;
    for (int position = 0; position < RingModel.CAPACITY && violation == null; position++) {
      violation = new Search(variant).firstViolation(position);
    }
    assertNotNull(violation, variant + " was not caught");
  }

  private static final class Search {
    private final RingModel model;
    private final Set<IntBuffer> visited = new HashSet<>();
    private final Deque<String> schedule = new ArrayDeque<>();
    int ends;

    Search(RingModel.Variant variant) {
      model = new RingModel(variant);
    }

    /** The schedule that leads to a broken promise, or null. */
    String firstViolation(int position) {
      try {
        visit(model.start(position));
        return null;
      } catch (RingModel.Violation e) {
        return e.getMessage() + ": " + String.join(" -> ", (Iterable<String>) schedule::iterator);
      }
    }

    private void visit(int[] state) {
      if (!visited.add(IntBuffer.wrap(state))) {
        return;
      }
      boolean ended = true;
      for (int actor = 0; actor <= RingModel.READER; actor++) {
        if (model.canStep(state, actor)) {
          ended = false;
          int[] next = state.clone();
          String name = actor == RingModel.READER ? "reader" : "writer" + actor;
          schedule.addLast(name + " " + model.next(state, actor));
          model.step(next, actor);
          checkAloneEnds(state, actor);
          visit(next);
          schedule.removeLast();
        }
      }
      if (ended) {
        ends++;
        model.checkEnd(state);
      }
    }

    /** Nobody waits: with all others suspended a writer ends, and so does a drain. */
    private void checkAloneEnds(int[] state, int actor) {
      int[] alone = state.clone();
      int steps = 0;
      while (model.canStep(alone, actor)) {
        model.step(alone, actor);
        if (++steps > ENOUGH_STEPS) {
          throw new RingModel.Violation("does not end alone");
        }
      }
    }
  }
}
