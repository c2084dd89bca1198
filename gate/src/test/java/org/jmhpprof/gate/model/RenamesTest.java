// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jmhpprof.gate.model.Side.Renames;
import org.junit.jupiter.api.Test;

class RenamesTest {
  private static final Renames RENAMES =
      new Renames(
          new TreeMap<>(Map.of("p.Old", "p.New", "p.Old.fast", "p.Other.quick", "q", "r.s")));

  @Test
  void aMethodAClassOrAPackage() {
    assertEquals("p.New.sort", RENAMES.newName("p.Old.sort"));
    assertEquals("p.New$State.size", RENAMES.newName("p.Old$State.size"));
    assertEquals("p.Other.quick", RENAMES.newName("p.Old.fast"), "the longest counts");
    assertEquals("r.s.A.b", RENAMES.newName("q.A.b"));
    assertEquals("p.Older.sort", RENAMES.newName("p.Older.sort"));
    assertEquals("", RENAMES.newName(""));
  }

  @Test
  void andBack() {
    for (String name : new String[] {"p.Old.sort", "p.Old.fast", "q.A.b", "p.Kept.sort"}) {
      assertEquals(name, RENAMES.oldName(RENAMES.newName(name)));
    }
  }

  /** An entry that is no longer needed must not rename what has its new name already. */
  @Test
  void onlyWhatTheOldBuildHasIsRenamed() {
    Renames exact = RENAMES.of(List.of("p.Old.sort", "p.New.find"));
    assertEquals("p.Old.sort", exact.oldName("p.New.sort"));
    assertEquals("p.New.find", exact.oldName("p.New.find"));
    assertEquals(Renames.NONE, RENAMES.of(List.of("p.New.sort")));
  }
}
