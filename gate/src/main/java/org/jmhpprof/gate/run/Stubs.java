// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.jmhpprof.cost.Labels;
import org.jmhpprof.gate.json.BadInput;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes a jar that goes before a benchmark jar on the class path: JMH's generated loops, with a
 * call before their first instruction and one before each return, and the meter that those calls
 * reach. Where operations are to cost more, one more call before each return does that. The
 * benchmark jar stays as it is.
 */
final class Stubs {
  private static final String GENERATED = "_jmhTest.class";
  private static final String LOOP = "_jmhStub";
  private static final String METER = "org/jmhpprof/cost/Meter";
  private static final String RESULTS = "Lorg/openjdk/jmh/results/RawResults;";
  private static final List<String> CLASSES =
      List.of(
          METER,
          METER + "$Pass",
          of("Labels"),
          of("Threads"),
          of("Threads$Account"),
          of("Ticks"),
          of("CostProfiler"));

  private Stubs() {}

  private static String of(String name) {
    return "org/jmhpprof/cost/" + name;
  }

  /**
   * Writes it.
   *
   * @param benchmarks the benchmark jar
   * @param slowDown share of an operation's cost that is added to it; 0 for none
   * @throws BadInput if a class in it cannot be read
   */
  static void write(Path benchmarks, double slowDown, Path to) throws BadInput, IOException {
    Files.createDirectories(to.toAbsolutePath().getParent());
    Path temporary = to.resolveSibling(to.getFileName() + ".tmp");
    try (JarFile jar = new JarFile(benchmarks.toFile());
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(temporary))) {
      for (JarEntry entry : jar.stream().filter(e -> e.getName().endsWith(GENERATED)).toList()) {
        try (InputStream in = jar.getInputStream(entry)) {
          put(out, entry.getName(), measured(in.readAllBytes(), slowDown));
        } catch (IllegalArgumentException e) {
          throw new BadInput(
              benchmarks + ": " + entry.getName() + " is of an unknown version of Java");
        }
      }
      for (String name : CLASSES) {
        try (InputStream in = Labels.class.getClassLoader().getResourceAsStream(name + ".class")) {
          put(out, name + ".class", in.readAllBytes());
        }
      }
    }
    Files.move(temporary, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(content);
    out.closeEntry();
  }

  /** A generated class with the calls in each of its loops. */
  static byte[] measured(byte[] generated, double slowDown) {
    ClassReader reader = new ClassReader(generated);
    // The calls need no more stack frames than there are, only a deeper operand stack.
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] thrown) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, thrown);
            return name.endsWith(LOOP) && descriptor.contains(RESULTS)
                ? new Loop(next, slotOfResults(access, descriptor), slowDown)
                : next;
          }
        },
        0);
    return writer.toByteArray();
  }

  private static int slotOfResults(int access, String descriptor) {
    int slot = (access & Opcodes.ACC_STATIC) != 0 ? 0 : 1;
    for (Type argument : Type.getArgumentTypes(descriptor)) {
      if (argument.getDescriptor().equals(RESULTS)) {
        return slot;
      }
      slot += argument.getSize();
    }
    throw new IllegalArgumentException(descriptor);
  }

  private static final class Loop extends MethodVisitor {
    private final int results;
    private final double slowDown;

    Loop(MethodVisitor next, int results, double slowDown) {
      super(Opcodes.ASM9, next);
      this.results = results;
      this.slowDown = slowDown;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      super.visitMethodInsn(Opcodes.INVOKESTATIC, METER, "enter", "()V", false);
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.RETURN) {
        if (slowDown > 0) {
          super.visitLdcInsn(slowDown);
          super.visitMethodInsn(Opcodes.INVOKESTATIC, METER, "lengthen", "(D)V", false);
        }
        super.visitVarInsn(Opcodes.ALOAD, results);
        super.visitMethodInsn(Opcodes.INVOKESTATIC, METER, "exit", "(" + RESULTS + ")V", false);
      }
      super.visitInsn(opcode);
    }
  }
}
