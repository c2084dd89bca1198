// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StableNamesTest {
  @ParameterizedTest
  @CsvSource({
    "a.Foo$$Lambda$14/0x0000000800c03000, a.Foo$$Lambda",
    "a.Foo$$Lambda$41+0x00007f1c3c0a5000/2068020661, a.Foo$$Lambda",
    "a.Foo$$Lambda$14/2068020661, a.Foo$$Lambda",
    "a.Foo$$Lambda$14.0x0000000800c03000, a.Foo$$Lambda",
    "a.Foo$$Lambda/0x00007f1c3c0a5000, a.Foo$$Lambda",
    "a.Foo$$Lambda.0x00007F1C3C0A5000, a.Foo$$Lambda",
    "a.Foo$$Lambda$14, a.Foo$$Lambda",
    "a.Foo_0x0000000800c03000$$Lambda$15/0x0000000800c03400, a.Foo$$Lambda",
    "a.Foo$Inner$$Lambda$1/0x1, a.Foo$Inner$$Lambda",
    "a.Foo/0x0000000800c03000, a.Foo",
    "a.Foo+0x0000000800c03000, a.Foo",
    "a.Foo.0x0000000800c03000, a.Foo",
    "a.Foo+0x0000000800c03000/12345, a.Foo",
    "java.lang.String$$StringConcat/0x0000000800c03000, java.lang.String$$StringConcat",
    "java.lang.invoke.LambdaForm$MH/0x0000000800c03000, java.lang.invoke.LambdaForm$MH",
    "java.lang.invoke.LambdaForm$MH.0x0000000800c03000, java.lang.invoke.LambdaForm$MH",
    "java.lang.invoke.LambdaForm$DMH/0x0000000800c03000, java.lang.invoke.LambdaForm$DMH",
    "java.lang.invoke.LambdaForm$DMH001/1234, java.lang.invoke.LambdaForm$DMH",
    "java.lang.invoke.LambdaForm$MH012, java.lang.invoke.LambdaForm$MH",
    "java.lang.invoke.LambdaForm$Holder, java.lang.invoke.LambdaForm$Holder",
    "java.lang.invoke.DirectMethodHandle$Holder, java.lang.invoke.DirectMethodHandle$Holder",
    "jdk.internal.reflect.GeneratedMethodAccessor12, jdk.internal.reflect.GeneratedMethodAccessor",
    "sun.reflect.GeneratedMethodAccessor7, sun.reflect.GeneratedMethodAccessor",
    "jdk.internal.reflect.GeneratedConstructorAccessor3, "
        + "jdk.internal.reflect.GeneratedConstructorAccessor",
    "jdk.internal.reflect.GeneratedSerializationConstructorAccessor5, "
        + "jdk.internal.reflect.GeneratedSerializationConstructorAccessor",
    "jdk.internal.reflect.DirectMethodHandleAccessor, "
        + "jdk.internal.reflect.DirectMethodHandleAccessor",
    "jdk.proxy2.$Proxy14, jdk.proxy.$Proxy",
    "com.sun.proxy.$Proxy14, com.sun.proxy.$Proxy",
    "com.sun.proxy3.$Proxy14, com.sun.proxy.$Proxy",
    "a.b.$Proxy14, a.b.$Proxy",
    "$Proxy14, $Proxy",
    // Stable already.
    "a.b.jmh_generated.Foo_bar_jmhTest, a.b.jmh_generated.Foo_bar_jmhTest",
    "a.b.jmh_generated.Foo_jmhType_B1, a.b.jmh_generated.Foo_jmhType_B1",
    "java.util.Map$Entry, java.util.Map$Entry",
    "a.Foo$1, a.Foo$1",
    "a.Foo$$Lambda, a.Foo$$Lambda",
    "a.My$$LambdaThing$3, a.My$$LambdaThing$3",
    "a.Rule0x10, a.Rule0x10",
    "a.Foo_0x10, a.Foo_0x10",
    "a.$ProxyFactory14, a.$ProxyFactory14",
    "a.b$Proxy14, a.b$Proxy14",
    "a.GeneratedMethodAccessor12, a.GeneratedMethodAccessor12",
    "a.Accessor12, a.Accessor12",
    "jdk.proxy2.Foo, jdk.proxy2.Foo",
    "Foo, Foo",
    "/, /",
    "'', ''"
  })
  void hasOneFormForAllRuns(String className, String stable) {
    assertEquals(stable, StableNames.of(className));
    assertEquals(stable, StableNames.of(stable), "applied twice");
  }

  private static final String SELF = StableNamesTest.class.getName();

  @Test
  void knowsTheLambdasOfThisVirtualMachine() {
    Supplier<String> lambda = () -> "";
    assertEquals(SELF + "$$Lambda", StableNames.of(lambda.getClass().getName()));
  }

  @Test
  void knowsTheProxiesOfThisVirtualMachine() {
    Class<?> type =
        Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Runnable.class}, (p, m, a) -> null)
            .getClass();
    String stable = StableNames.of(type.getName());
    assertEquals("$Proxy", stable.substring(stable.lastIndexOf('.') + 1));
    assertEquals(stable, stable.replaceAll("\\d", ""));
  }

  static final class Template implements Supplier<Supplier<String>> {
    @Override
    public Supplier<String> get() {
      return () -> "";
    }
  }

  @Test
  void knowsTheHiddenClassesOfThisVirtualMachine() throws Exception {
    String template = SELF + "$Template";
    byte[] code;
    try (var in = getClass().getResourceAsStream("StableNamesTest$Template.class")) {
      code = in.readAllBytes();
    }
    Class<?> hidden = MethodHandles.lookup().defineHiddenClass(code, true).lookupClass();
    assertEquals(template, StableNames.of(hidden.getName()));
    Supplier<?> instance = (Supplier<?>) hidden.getDeclaredConstructor().newInstance();
    String lambda = instance.get().getClass().getName();
    assertEquals(template + "$$Lambda", StableNames.of(lambda), lambda);
  }
}
