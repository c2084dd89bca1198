// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeNameTest {
  @ParameterizedTest
  @CsvSource({
    "Ljava/util/Map$Entry;,java.util.Map$Entry",
    "[B,byte[]",
    "[[I,int[][]",
    "[Ljava/lang/String;,java.lang.String[]",
    "[Z,boolean[]",
    "[C,char[]",
    "[S,short[]",
    "[J,long[]",
    "[F,float[]",
    "[D,double[]",
    "La/Foo$$Lambda$14.0x0000000800c03000;,a.Foo$$Lambda",
    "[La/Foo$$Lambda/0x0000000800c03000;,a.Foo$$Lambda[]",
  })
  void typesAreWrittenAsInJava(String signature, String name) {
    assertEquals(name, TypeName.of(signature));
  }
}
