// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jmhpprof.profile.StackTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnseenTest {
  private static final long TICK = 1_000_000;
  private static final long METHOD = 0x1000;

  private final StackTable table = new StackTable();

  private UnseenTest add(long ticks, long... stack) {
    table.add(1, stack, stack.length, ticks, ticks * TICK);
    return this;
  }

  private UnseenTest add(long ticks, PseudoFrame frame) {
    return add(ticks, frame.word());
  }

  /** Of a profile of one busy thread. */
  private Unseen.Verdict verdict() {
    return Unseen.in(table).judge(table.total(1));
  }

  @Test
  void aProfileWithStacksIsLeftAlone() {
    assertEquals(new Unseen.Verdict(null, false), verdict());
    add(1000, METHOD);
    assertEquals(new Unseen.Verdict(null, false), verdict());
  }

  @Test
  void upToFivePercentIsNotMentioned() {
    add(1900, METHOD).add(100, PseudoFrame.FAILED_GC);
    assertEquals(new Unseen.Verdict(null, false), verdict());
  }

  @Test
  void moreThanFivePercentIsOneLineThatNamesTheMainCauseAndWhatHelps() {
    add(800, METHOD)
        .add(60, PseudoFrame.FAILED_GC)
        .add(100, PseudoFrame.LOST)
        .add(40, PseudoFrame.FAILED_UNSAMPLED, METHOD);
    assertEquals(
        new Unseen.Verdict(
            "20.0 % of the CPU time (200 of 1000 ticks) has no stack, mostly [lost samples]:"
                + " the buffer was full; set a larger buffer or a longer interval",
            false),
        verdict());
  }

  private UnseenTest add(long ticks, PseudoFrame leaf, long below) {
    return add(ticks, leaf.word(), below);
  }

  @Test
  void moreThanHalfIsAFailedProfile() {
    add(500, METHOD).add(500, PseudoFrame.FAILED_UNSAMPLED);
    assertFalse(verdict().failed());
    add(1, PseudoFrame.FAILED_UNSAMPLED);
    assertTrue(verdict().failed());
    assertTrue(verdict().line().contains("50.0 % of the CPU time"), verdict().line());
  }

  @Test
  void aProfileWithoutAnyStackHasFailedHoweverLittleCpuTimeThereWas() {
    add(50, PseudoFrame.FAILED_UNSAMPLED);
    assertTrue(Unseen.in(table).judge(3_600_000 * TICK).failed());
  }

  @Test
  void ofAProcessThatWaitsOnlyALineIsSaid() {
    add(40, METHOD).add(60, PseudoFrame.FAILED_UNSAMPLED);
    assertTrue(Unseen.in(table).judge(6_000 * TICK).failed());
    Unseen.Verdict waiting = Unseen.in(table).judge(6_001 * TICK);
    assertFalse(waiting.failed());
    assertTrue(waiting.line().startsWith("60.0 % "), waiting.line());
  }

  @Test
  void aFewTicksFailNothingButAnEmptyProfileIsMentioned() {
    add(49, PseudoFrame.FAILED_UNSAMPLED);
    assertFalse(verdict().failed());
    assertTrue(verdict().line().contains("49 of 49 ticks"), verdict().line());
    add(1, METHOD);
    assertNull(verdict().line());
  }

  @Test
  void pseudoFramesThatStandForCodeAreStacks() {
    add(100, PseudoFrame.NO_JAVA_FRAME)
        .add(100, PseudoFrame.NATIVE_THREAD)
        .add(100, METHOD, PseudoFrame.TRUNCATED.word());
    assertEquals(new Unseen.Verdict(null, false), verdict());
  }

  @ParameterizedTest
  @EnumSource(PseudoFrame.class)
  void eachCauseIsNamedWithAdvice(PseudoFrame cause) {
    if (cause == PseudoFrame.LOST || PseudoFrame.isFailed(cause.word())) {
      add(100, cause);
      String line = verdict().line();
      assertTrue(line.matches(".*mostly \\Q" + cause.frame().name() + "\\E: \\w.*"), line);
    }
  }

  @Test
  void aCauseOfALaterLibraryIsNamedByItsNumber() {
    add(100, 3L << 62 | 99);
    assertTrue(verdict().line().contains("[failed: code 99]: "), verdict().line());
  }
}
