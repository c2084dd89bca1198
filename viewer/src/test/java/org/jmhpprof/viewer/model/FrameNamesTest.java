// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameNamesTest {
  @ParameterizedTest
  @CsvSource({
    "a.Foo$$Lambda$41+0x00007fba7c026d90/2068020661.test, a.Foo$$Lambda.test",
    "a.Foo$$Lambda$14/0x0000000800c03000.test, a.Foo$$Lambda.test",
    "a.Foo$$Lambda/0x0000000800c03000.test, a.Foo$$Lambda.test",
    "a.Foo$$Lambda.test, a.Foo$$Lambda.test",
    "java.lang.invoke.LambdaForm$MH/0x00007f01.invoke, java.lang.invoke.LambdaForm$MH.invoke",
    "java.lang.invoke.LambdaForm$DMH12.invoke, java.lang.invoke.LambdaForm$DMH.invoke",
    "jdk.internal.reflect.GeneratedMethodAccessor17.invoke,"
        + " jdk.internal.reflect.GeneratedMethodAccessor.invoke",
    "jdk.proxy2.$Proxy14.get, jdk.proxy.$Proxy.get",
    "com.sun.proxy.$Proxy3.get, com.sun.proxy.$Proxy.get",
    "a.Foo$$EnhancerBySpringCGLIB$$1a2b3c4d.get, a.Foo$$EnhancerBySpringCGLIB.get",
    "a.Foo$$SpringCGLIB$$0.get, a.Foo$$SpringCGLIB.get",
    "a.Foo$ByteBuddy$AbCd1234.get, a.Foo$ByteBuddy.get",
    "a.Foo$Inner.get, a.Foo$Inner.get",
    "a.Foo$3.run, a.Foo$3.run",
    "a.Foo.lambda$bar$3, a.Foo.lambda$bar$3",
    "[stub] sha256_implCompressMB, [stub] sha256_implCompressMB",
    "_ZNK8RegMask5is_UPEv, _ZNK8RegMask5is_UPEv",
  })
  void generatedNamesAreTheSameInEveryRun(String name, String stable) {
    assertEquals(stable, FrameNames.stable(name));
    assertEquals(stable, FrameNames.stable(stable), "the stable name stays");
  }

  @Test
  void onlyProxiesOfLambdasAreThose() {
    assertTrue(FrameNames.isLambdaProxy("a.Foo$$Lambda.test"));
    assertFalse(FrameNames.isLambdaProxy("a.Foo.lambda$bar$3"));
    assertFalse(FrameNames.isLambdaProxy("memcpy"));
  }
}
