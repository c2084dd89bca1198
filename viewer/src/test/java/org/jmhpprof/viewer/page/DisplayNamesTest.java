// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Demo.java|a.Demo.sort|a.Demo.sort",
        "Demo.java|a.Demo.lambda$sort$3|a.Demo.sort (lambda)",
        "Demo.java|a.Demo.lambda$new$0|a.Demo.new (lambda)",
        "''|a.Demo$$Lambda.apply|a.Demo (lambda).apply",
        "Demo.java|a.Demo$1.run|a.Demo (anonymous 1).run",
        "Demo.java|a.Demo$1$2.run|a.Demo (anonymous 1$2).run",
        "Demo.java|a.Demo$Inner.run|a.Demo$Inner.run",
        "Demo.java|a.Demo.access$100|a.Demo (accessor)",
        "Vec.kt|a.Vec.plus-impl|a.Vec.plus",
        "Vec.kt|a.VecKt.scale-2hTOn1M|a.VecKt.scale",
        "Vec.kt|a.VecKt.scale$default|a.VecKt.scale (defaults)",
        "Vec.kt|a.VecKt.total$lambda$0|a.VecKt.total (lambda)",
        "Vec.kt|a.VecKt$total$1.invoke|a.VecKt.total (lambda)",
        "Vec.kt|a.VecKt$load$1.invokeSuspend|a.VecKt.load (coroutine)",
        "Vec.kt|a.Vec$Companion.of|a.Vec.Companion.of",
        "Vec.scala|a.Vec.$plus$plus|a.Vec.++",
        "Vec.scala|a.Vec$.$colon$colon|a.Vec.::",
        "Vec.scala|a.package$.sum|a.package.sum",
        "Vec.scala|a.Vec$.$anonfun$total$1|a.Vec.total (lambda)",
        "Vec.scala|a.Vec.$u2192|a.Vec.→",
        "Build.groovy|a.Build$_run_closure1.doCall|a.Build.run (closure)",
        "x.c|a$b-impl|a$b-impl",
        "''|[stub] a$b|[stub] a$b",
      })
  void generatedNamesAreUndone(String file, String name, String shown) {
    assertEquals(shown, DisplayNames.of(name, file));
  }
}
