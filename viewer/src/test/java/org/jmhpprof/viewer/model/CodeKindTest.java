// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeKindTest {
  @ParameterizedTest
  @CsvSource({
    "java, 0, a.Foo.bar, JAVA",
    "java, 0, [GC], MARK",
    "java, 0, [stub] sha256_implCompressMB, STUB",
    "/opt/jdk/bin/java, 4096, main, NATIVE",
    "/opt/jdk/bin/java, 4096, [java], NATIVE",
    "/opt/jdk/lib/server/libjvm.so, 4096, _ZN2G1Ev, VM",
    "/opt/jdk/lib/server/libjvm.so, 4096, [libjvm.so], VM",
    "/opt/lib/libz.so, 4096, [libz.so], NATIVE",
    "[kernel.kallsyms], 4096, do_syscall_64, KERNEL",
    "[vdso], 4096, [vdso], KERNEL",
    ", 0, a.Foo.bar, JAVA",
    ", 0, std::sort, NATIVE",
    ", 0, [others], MARK"
  })
  void codeWithoutANameIsWhatItsFileIs(String file, long limit, String name, CodeKind kind) {
    Code.Mapping mapping =
        file == null ? null : new Code.Mapping(0, limit, 0, file, "", false, false, false, false);
    assertEquals(kind, CodeKind.of(name, mapping));
  }
}
