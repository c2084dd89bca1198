// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.profile.Frame;
import org.jmhpprof.profile.Symbols;
import org.jmhpprof.profile.ThreadInfo;

/**
 * Names from the running JVM: methods and stubs through JVMTI, native functions from the symbol
 * tables of their files.
 */
final class JvmSymbols implements Symbols {
  private static final Frame UNLOADED = named("[unloaded]");

  private final NativeBinaries binaries = new NativeBinaries();
  // Read when there is a frame of it.
  private KernelSymbols kernel;
  private final int[] line = new int[1];
  private final MountedThreads mounted;

  // Few: their numbers are where they are.
  private final List<String> given = new ArrayList<>();

  /**
   * Names of this JVM.
   *
   * @param mounted has given virtual threads their ids
   */
  JvmSymbols(MountedThreads mounted) {
    this.mounted = mounted;
  }

  /** The word of a frame that is not code, by its name. */
  long word(String name) {
    int number = given.indexOf(name);
    if (number < 0) {
      number = given.size();
      given.add(name);
    }
    return PseudoFrame.GIVEN | number;
  }

  @Override
  public Frame frame(long word) {
    if (PseudoFrame.isGiven(word)) {
      return named(given.get((int) (word & ~PseudoFrame.GIVEN)));
    }
    if (PseudoFrame.isPseudo(word)) {
      return PseudoFrame.of(word);
    }
    if (PseudoFrame.isClass(word)) {
      String signature = NativeSampler.objectClass(word);
      String name = signature == null ? "[unknown class]" : TypeName.of(signature);
      return named(PseudoFrame.isMonitor(word) ? "[waiting for " + name + "]" : name);
    }
    if (PseudoFrame.isKernel(word)) {
      return kernelFrame(PseudoFrame.kernelAddress(word));
    }
    return word < 0 ? machineFrame(word & Long.MAX_VALUE) : javaFrame(word);
  }

  @Override
  public ThreadInfo thread(int threadId) {
    String[] thread = NativeSampler.thread(MountedThreads.carrier(threadId));
    // An id that the library does not know is of a thread that it had no memory to name.
    ThreadInfo platform =
        thread == null
            ? new ThreadInfo("", ThreadInfo.Kind.NATIVE)
            : ThreadKind.describe(thread[0], thread[1] != null);
    return MountedThreads.isVirtual(threadId)
        ? new ThreadInfo(mounted.name(threadId), ThreadInfo.Kind.JAVA, platform.name())
        : platform;
  }

  @Override
  public SortedMap<String, String> labels(int tag) {
    SortedMap<String, String> labels =
        new TreeMap<>(ThreadLabels.sets().labels(tag >>> LabelSets.SHIFT));
    if ((tag & ThreadState.MASK) != 0) {
      labels.put("state", ThreadState.of(tag).label());
    }
    return labels;
  }

  private Frame javaFrame(long word) {
    String[] method = NativeSampler.method(word, line);
    if (method == null) {
      return UNLOADED;
    }
    String name = TypeName.of(method[0]) + "." + method[1];
    String file = method[3] == null ? "" : method[3];
    return new Frame(name, name + method[2], file, line[0], 0, 0, null);
  }

  private Frame kernelFrame(long pc) {
    try {
      if (kernel == null) {
        kernel = KernelSymbols.read(KernelSymbols.TABLE);
      }
      return kernel.frame(pc);
    } catch (IOException e) {
      return named("[kernel: " + e.getMessage() + "]");
    }
  }

  private Frame machineFrame(long pc) {
    String stub = NativeSampler.stub(pc);
    if (stub != null) {
      return named("[stub] " + StubName.of(stub));
    }
    try {
      Frame frame = binaries.frame(pc);
      return frame == null ? named("[anonymous code]") : frame;
    } catch (IOException e) {
      return named("[native code: " + e.getMessage() + "]");
    }
  }

  private static Frame named(String name) {
    return new Frame(name, name, "", 0, 0, 0, null);
  }
}
