// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StubNameTest {
  @ParameterizedTest
  @CsvSource({
    "dpow, dpow",
    "Stub Generator dpow_stub, dpow",
    "dpow_stub (stub gen), dpow",
    "Stub Generator sha256_implCompressMB_stub, sha256_implCompressMB",
    "unwind_exception Runtime1 stub, unwind_exception Runtime1 stub",
    "C1 Runtime unwind_exception_blob, C1 Runtime unwind_exception_blob",
    "I2C/C2I adapters, I2C/C2I adapters",
    "vtable stub, vtable stub",
  })
  void theSameStubHasTheSameNameInEachRelease(String name, String expected) {
    assertEquals(expected, StubName.of(name));
  }
}
