// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSetsTest {
  private final LabelSets sets = new LabelSets();

  @Test
  void theSameLabelsAreTheSameNumberInWhateverOrder() {
    int one = sets.with(sets.with(0, "stage", "parse"), "size", "large");
    int other = sets.with(sets.with(0, "size", "large"), "stage", "parse");
    assertEquals(one, other);
    assertEquals(Map.of("size", "large", "stage", "parse"), sets.labels(one));
    assertEquals(one, sets.with(one, "stage", "parse"));
    assertEquals(Map.of(), sets.labels(0));
  }

  @Test
  void aKeyHasOneValue() {
    int parse = sets.with(0, "stage", "parse");
    int print = sets.with(parse, "stage", "print");
    assertNotEquals(parse, print);
    assertEquals(Map.of("stage", "print"), sets.labels(print));
    assertEquals(print, sets.with(0, "stage", "print"));
  }

  @Test
  void combinationsBeyondTheLastNumberAreLeftOutAndSaid() {
    for (int i = 1; i <= LabelSets.MOST; i++) {
      assertEquals(i, sets.with(0, "number", "" + i));
    }
    assertEquals(List.of(), sets.remarks());
    assertEquals(17, sets.with(17, "number", "one more"));
    assertEquals(17, sets.with(3, "number", "17"));
    assertEquals(1, sets.remarks().size());
    assertTrue(sets.remarks().get(0).contains("4095"), sets.remarks().toString());
  }

  @ParameterizedTest
  @CsvSource({"thread,a", "fork,1", "phase,vm", "state,running", "'',a", "a,''"})
  void theProfilersOwnKeysAndEmptyStringsAreLeftOut(String key, String value) {
    assertEquals(0, sets.with(0, key, value));
    assertEquals(1, sets.remarks().size());
  }
}
