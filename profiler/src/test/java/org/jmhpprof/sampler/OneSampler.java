// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Tests of the sampler in this JVM, of which there is one: each finds it without a window and
 * leaves it so. They run beside tests that start processes of their own only.
 */
abstract class OneSampler {
  SignalSampler sampler;

  @BeforeEach
  final void load() throws SamplerException {
    sampler = SignalSampler.load();
    assertFalse(sampler.running());
  }

  @AfterEach
  final void leaveNoWindowOpen() throws SamplerException {
    if (sampler.running()) {
      sampler.stop();
    }
  }
}
