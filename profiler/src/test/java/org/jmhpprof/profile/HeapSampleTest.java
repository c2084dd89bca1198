// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapSampleTest {
  /** Rounded towards zero, as Go does it. */
  @ParameterizedTest
  @CsvSource({
    "4,4096,524288,2050,2099200",
    "3,3072,524288,1537,1574400",
    "1,524288,524288,1,829411",
    "0,0,524288,0,0",
    "0,5,524288,0,0",
    "5,0,524288,0,0",
    "7,70,1,7,70",
    "7,70,0,7,70",
    "1,17179869184,524288,1,17179869184",
    "1000000,16000000,524288,32768499988,524295999812",
  })
  void samplesStandForWhatTheyWereDrawnFrom(
      long count, long bytes, long rate, long objects, long space) {
    assertEquals(objects, HeapSample.objects(count, bytes, rate), 1e-9 * objects);
    assertEquals(space, HeapSample.bytes(count, bytes, rate), 1e-9 * space);
  }
}
