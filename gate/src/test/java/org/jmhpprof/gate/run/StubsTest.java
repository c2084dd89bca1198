// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** On a class that JMH's own annotation processor wrote. */
class StubsTest {
  private static final String GENERATED =
      "org/jmhpprof/gate/fixture/jmh_generated/Shapes_allModes_jmhTest.class";

  private static final String RETURN = "insn " + Opcodes.RETURN;

  /** The instructions of each method, as far as they matter. */
  private static Map<String, List<String>> methods(byte[] bytes) {
    Map<String, List<String>> methods = new TreeMap<>();
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String signature, String[] thrown) {
                List<String> code = new ArrayList<>();
                methods.put(name, code);
                return new Printer(code);
              }
            },
            ClassReader.SKIP_DEBUG);
    return methods;
  }

  private static final class Printer extends MethodVisitor {
    private final List<String> code;

    Printer(List<String> code) {
      super(Opcodes.ASM9);
      this.code = code;
    }

    @Override
    public void visitInsn(int opcode) {
      code.add("insn " + opcode);
    }

    @Override
    public void visitVarInsn(int opcode, int slot) {
      code.add("var " + opcode + " " + slot);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean inInterface) {
      code.add("call " + owner + "." + name + descriptor);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      code.add("field " + opcode + " " + owner + "." + name);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      code.add("jump " + opcode);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      code.add("dynamic " + name);
    }
  }

  @Test
  void whereItIsToCostMoreOneCallBeforeEachEndDoesThatAndTheLoopIsTheSame() throws Exception {
    byte[] generated;
    try (InputStream in = StubsTest.class.getClassLoader().getResourceAsStream(GENERATED)) {
      generated = in.readAllBytes();
    }
    Map<String, List<String>> before = methods(Stubs.measured(generated, 0));
    Map<String, List<String>> after = methods(Stubs.measured(generated, 0.2));
    int loops = 0;
    for (String name : before.keySet()) {
      List<String> code = new ArrayList<>(after.get(name));
      int ends = 0;
      for (int i = code.size() - 1; i >= 0; i--) {
        if (code.get(i).contains("Meter.lengthen(D)V")) {
          code.remove(i);
          assertTrue(code.get(i + 1).contains("Meter.exit("), name);
          ends++;
        }
      }
      assertEquals(before.get(name), code, name);
      assertEquals(code.stream().filter(each -> each.contains("Meter.exit(")).count(), ends, name);
      loops += ends > 0 ? 1 : 0;
    }
    assertEquals(4, loops, "throughput, average time, sample, single shot");
  }

  @Test
  void aLoopGetsOneCallAtItsBeginningAndOneAtEachEndAndNothingElse() throws Exception {
    byte[] generated;
    try (InputStream in = StubsTest.class.getClassLoader().getResourceAsStream(GENERATED)) {
      generated = in.readAllBytes();
    }
    Map<String, List<String>> before = methods(generated);
    Map<String, List<String>> after = methods(Stubs.measured(generated, 0));
    assertEquals(before.keySet(), after.keySet());
    int loops = 0;
    for (String name : before.keySet()) {
      List<String> code = new ArrayList<>(after.get(name));
      if (name.endsWith("_jmhStub")) {
        loops++;
        assertTrue(code.remove(0).contains("Meter.enter()V"), name);
        for (int i = code.size() - 1; i > 0; i--) {
          if (code.get(i).equals(RETURN)) {
            assertTrue(code.remove(i - 1).contains("Meter.exit("), name);
            // The second parameter of a static method.
            assertEquals("var " + Opcodes.ALOAD + " 1", code.remove(i - 2), name);
            i -= 2;
          }
        }
      }
      assertEquals(before.get(name), code, name);
    }
    assertEquals(4, loops, "throughput, average time, sample, single shot");
  }
}
