// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FunctionTableTest {
  private static final int LOCAL_FUNCTION = 0x02;
  private static final int FUNCTION = 0x12;
  private static final int OBJECT = 0x11;
  private static final int INDIRECT_FUNCTION = 0x1A;

  private final ByteBuffer symbols = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteArrayOutputStream names = new ByteArrayOutputStream();

  private FunctionTableTest add(String name, int info, int section, long start, long size) {
    if (names.size() == 0) {
      names.write(0);
    }
    symbols.putInt(names.size()).put((byte) info).put((byte) 0).putShort((short) section);
    symbols.putLong(start).putLong(size);
    names.writeBytes((name + "\0").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private FunctionTable table() {
    ByteBuffer table = symbols.duplicate().flip().slice().order(ByteOrder.LITTLE_ENDIAN);
    return new FunctionTable(table, ByteBuffer.wrap(names.toByteArray()));
  }

  @BeforeAll
  static void link() throws SamplerException {
    NativeLibrary.link();
  }

  @Test
  void aFunctionReachesFromItsStartToItsEnd() {
    FunctionTable table = add("b", FUNCTION, 1, 0x200, 16).add("a", FUNCTION, 1, 0x100, 16).table();
    assertNull(table.at(0xFF));
    assertEquals("a", table.at(0x100));
    assertEquals("a", table.at(0x10F));
    assertNull(table.at(0x110));
    assertEquals("b", table.at(0x200));
    assertNull(table.at(0x210));
    assertNull(table.at(-1));
  }

  @Test
  void aFunctionWithoutASizeReachesToTheNext() {
    FunctionTable table = add("a", FUNCTION, 1, 0x100, 0).add("b", FUNCTION, 1, 0x200, 16).table();
    assertEquals("a", table.at(0x1FF));
    assertEquals("b", table.at(0x200));
  }

  @Test
  void whatIsNoFunctionOrIsSomewhereElseIsLeftOut() {
    add("object", OBJECT, 1, 0x100, 16);
    add("elsewhere", FUNCTION, 0, 0x200, 16);
    add("nowhere", FUNCTION, 1, 0, 16);
    assertTrue(table().isEmpty());
    assertEquals("memcpy", add("memcpy", INDIRECT_FUNCTION, 1, 0x300, 16).table().at(0x300));
  }

  @Test
  void ofSeveralNamesTheOneThatPeopleKnowIsTaken() {
    add("__libc_malloc", FUNCTION, 1, 0x100, 16);
    add("malloc", FUNCTION, 1, 0x100, 16);
    add("_malloc", FUNCTION, 1, 0x100, 16);
    add("local", LOCAL_FUNCTION, 1, 0x100, 16);
    assertEquals("malloc", table().at(0x108));
  }

  @Test
  void versionsOfSymbolsAreNotPartOfTheName() {
    add("clock_gettime@GLIBC_2.2.5", FUNCTION, 1, 0x100, 16);
    add("memcpy@@GLIBC_2.14", FUNCTION, 1, 0x200, 16);
    add("@odd", FUNCTION, 1, 0x300, 16);
    FunctionTable table = table();
    assertEquals("clock_gettime", table.at(0x100));
    assertEquals("memcpy", table.at(0x200));
    assertEquals("@odd", table.at(0x300));
  }
}
