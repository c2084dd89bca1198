// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.api.Test;

class LibraryResourceTest {
  private static final String X86 = "/native/linux-x86_64/libjmhpprof.so";
  private static final String MUSL = "/native/linux-aarch64-musl/libjmhpprof.so";

  private static String refusal(String platform, Set<String> jar) {
    return assertThrows(
            SamplerException.class,
            () -> LibraryResource.find(new Platform(platform), jar::contains))
        .getMessage();
  }

  @Test
  void thePlatformsOwnIsTaken() throws Exception {
    Set<String> jar = Set.of(X86, MUSL);
    assertEquals(X86, LibraryResource.find(new Platform("linux-x86_64"), jar::contains));
    assertEquals(MUSL, LibraryResource.find(new Platform("linux-aarch64-musl"), jar::contains));
  }

  @Test
  void whereNothingFitsALineSaysWhatTheJarHas() {
    String both = "the jar has those for linux-x86_64, linux-aarch64-musl";
    assertEquals(both, refusal("linux-aarch64", Set.of(X86, MUSL)));
    assertEquals(both, refusal("windows-x86_64", Set.of(X86, MUSL)));
    assertEquals("the jar has none", refusal("macos-aarch64", Set.of()));
  }

  @Test
  void thisMachinesOwnIsBuilt() {
    assertNotNull(LibraryResource.class.getResource(LibraryResource.of(Platform.current())));
  }
}
