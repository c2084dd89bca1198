// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jmhpprof.gate.run.Pairs.Processor;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  @Test
  void readsTheKernelsLists() {
    assertEquals(List.of(0), Processor.numbers("0"));
    assertEquals(List.of(0, 1, 2, 5, 8, 9), Processor.numbers("0-2,5,8-9"));
  }
}
