// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuEventsTest {
  private final String system = System.getProperty("os.name");

  @AfterEach
  void back() {
    System.setProperty("os.name", system);
  }

  /** Its type is known there, too, but nobody sends such an event. */
  @ParameterizedTest
  @ValueSource(strings = {"Windows 11", "Mac OS X", "AIX"})
  void onlyLinuxHasSamplesOfCpuTime(String other) {
    System.setProperty("os.name", other);
    assertEquals(CpuEvents.EXECUTION, CpuEvents.here());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Linux"})
  void onLinuxItIsTheRelease(String linux) {
    System.setProperty("os.name", linux);
    assertEquals(
        Runtime.version().feature() >= 25 ? CpuEvents.CPU_TIME : CpuEvents.EXECUTION,
        CpuEvents.here());
  }
}
