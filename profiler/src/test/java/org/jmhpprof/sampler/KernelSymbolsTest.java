// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jmhpprof.profile.Frame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSymbolsTest {
  @BeforeAll
  static void link() throws SamplerException {
    NativeLibrary.link();
  }

  @TempDir Path directory;

  private Path table(String... rows) throws IOException {
    return Files.writeString(directory.resolve("kallsyms"), String.join("\n", rows) + "\n");
  }

  @Test
  void functionsAreFoundByAddress() throws IOException {
    KernelSymbols kernel =
        KernelSymbols.read(
            table(
                "0000000000000000 A fixed_percpu_data",
                "ffffffff81000000 T _text",
                "ffffffff81000000 t __a_local_alias",
                "ffffffff81001000 T do_syscall_64",
                "ffffffff81002000 D some_data",
                "ffffffff81003000 W weak_function",
                "ffffffffc0001000 t of_a_module\t[tun]",
                "ffffffffc0000800 t before_it\t[tun]",
                "ffffffffc0003000 t bpf_prog_1\t[bpf]"));
    assertEquals("_text", kernel.frame(0xffffffff81000000L).name());
    assertEquals("_text", kernel.frame(0xffffffff81000fffL).name());
    assertEquals("do_syscall_64", kernel.frame(0xffffffff81001234L).name());
    assertEquals("weak_function", kernel.frame(0xffffffff81003000L).name());
    assertEquals("before_it", kernel.frame(0xffffffffc0000fffL).name());
    assertEquals("of_a_module", kernel.frame(0xffffffffc0001000L).name());
    Frame frame = kernel.frame(0xffffffff81001234L);
    assertEquals(0xffffffff81001234L, frame.address());
    assertEquals("[kernel.kallsyms]", frame.binary().file());
    assertEquals(0xffffffff81000000L, frame.binary().start());
    assertTrue(Long.compareUnsigned(frame.binary().limit(), 0xffffffffc0003000L) > 0);
    assertEquals(frame.binary(), kernel.frame(0xffffffffc0001000L).binary());
    assertEquals("[kernel.kallsyms]", kernel.frame(0xffffffff80000000L).name());
  }

  @Test
  void hiddenAddressesAreARefusal() throws IOException {
    assertNull(KernelSymbols.refusal(table("ffffffff81000000 T _text")));
    String hidden = KernelSymbols.refusal(table("0000000000000000 T _text"));
    assertTrue(hidden.contains("kernel.kptr_restrict"), hidden);
    assertTrue(KernelSymbols.refusal(directory.resolve("missing")).contains("cannot be read"));
    assertTrue(KernelSymbols.refusal(table("no table")).contains("cannot be read"));
    assertThrows(IOException.class, () -> KernelSymbols.read(table("no table")));
    assertThrows(IOException.class, () -> KernelSymbols.read(table("text")));
  }

  @Test
  void aWordIsAnAddressInTheKernel() {
    long word = PseudoFrame.KERNEL | 0xffff81001234L;
    assertTrue(PseudoFrame.isKernel(word));
    assertEquals(0xffffffff81001234L, PseudoFrame.kernelAddress(word));
    for (PseudoFrame frame : PseudoFrame.values()) {
      assertTrue(!PseudoFrame.isKernel(frame.word()), frame.name());
    }
    assertTrue(!PseudoFrame.isKernel(PseudoFrame.NATIVE | 0x7fffffffffffL));
    assertTrue(!PseudoFrame.isKernel(PseudoFrame.OBJECT));
    assertTrue(!PseudoFrame.isKernel(0x7fffffffffffffffL));
  }
}
