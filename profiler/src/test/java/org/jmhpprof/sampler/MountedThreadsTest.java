// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MountedThreadsTest {
  private static final int CARRIER = 2 * 4096 + 1;
  private static final int OTHER_CARRIER = 5;

  private final MountedThreads mounted = new MountedThreads();

  @Test
  void aVirtualThreadHasAnIdOnEachCarrier() {
    int first = mounted.id(CARRIER, 33);
    int moved = mounted.id(OTHER_CARRIER, 33);
    assertNotEquals(first, moved);
    assertEquals(first, mounted.id(CARRIER, 33));
    assertEquals(CARRIER, MountedThreads.carrier(first));
    assertEquals(OTHER_CARRIER, MountedThreads.carrier(moved));
    assertEquals("virtual thread 33", mounted.name(first));
    assertEquals("virtual thread 33", mounted.name(moved));
  }

  @Test
  void aPlatformThreadIsItsOwnCarrier() {
    assertFalse(MountedThreads.isVirtual(CARRIER));
    assertEquals(CARRIER, MountedThreads.carrier(CARRIER));
    assertTrue(MountedThreads.isVirtual(mounted.id(CARRIER, 1)));
  }

  @Test
  void thoseAfterTheFirstHundredAreOne() {
    for (int number = 1; number <= MountedThreads.MOST; number++) {
      assertEquals("virtual thread " + number, mounted.name(mounted.id(CARRIER, number)));
    }
    int late = mounted.id(CARRIER, 1_000_000);
    assertEquals("virtual thread (other)", mounted.name(late));
    assertEquals(late, mounted.id(CARRIER, 2_000_000));
    assertEquals(CARRIER, MountedThreads.carrier(late));
    assertEquals("virtual thread 100", mounted.name(mounted.id(CARRIER, 100)));
  }
}
