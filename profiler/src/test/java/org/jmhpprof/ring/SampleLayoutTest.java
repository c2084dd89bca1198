// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SampleLayoutTest {
  @Test
  void bothSidesHaveTheSameLayout() {
    assertArrayEquals(NativeRing.layout(), SampleRing.layout());
  }

  @Test
  void cRefusesMemoryThatIsNotARingOfThisVersionAndSize() {
    ByteBuffer memory = SampleRing.allocate(4096).memory();
    assertTrue(NativeRing.attach(memory));
    assertFalse(NativeRing.attach(memory.slice(0, memory.capacity() - 8)), "too short");
    assertFalse(NativeRing.attach(memory.slice(8, memory.capacity() - 8)), "no magic");
    memory.putLong(0, memory.getLong(0) + 1);
    assertFalse(NativeRing.attach(memory), "next version");
  }
}
