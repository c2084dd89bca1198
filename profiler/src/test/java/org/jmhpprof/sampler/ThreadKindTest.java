// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jmhpprof.profile.ThreadInfo;
import org.jmhpprof.profile.ThreadInfo.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadKindTest {
  /** Names as the kernel has them, of 17 and 25 with each collector, JFR, libgraal. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "GC Thread#0, GC",
        "GC Thread#12, GC",
        "GC Thread##, GC",
        "G1 Main Marker, GC",
        "G1 Conc#0, GC",
        "G1 Refine#0, GC",
        "G1 Service, GC",
        "ZWorker#0, GC",
        "ZWorkerOld#0, GC",
        "ZWorkerYoung#0, GC",
        "ZDriver, GC",
        "ZDriverMinor, GC",
        "ZDirector, GC",
        "ZStat, GC",
        "ZUnmapper, GC",
        "ZUncommitter#0, GC",
        "XWorker#0, GC",
        "RuntimeWorker#1, GC",
        "Shenandoah GC T, GC",
        "Shenandoah Cont, GC",
        "Shenandoah Unco, GC",
        "StringDedupProc, GC",
        "C1 CompilerThre, JIT",
        "C2 CompilerThre, JIT",
        "JVMCI CompilerT, JIT",
        "JVMCI-native Co, JIT",
        "Sweeper thread, JIT",
        "VM Thread, VM",
        "VM Periodic Tas, VM",
        "Reference Handl, VM",
        "Signal Dispatch, VM",
        "Service Thread, VM",
        "Monitor Deflati, VM",
        "Notification Th, VM",
        "Safepoint Clean, VM",
        "Archive Worker , VM",
        "JFR Sampler Thr, VM",
        "java, NATIVE_THREAD",
        "ZMQbg/IO/0, NATIVE_THREAD",
        "Xorg, NATIVE_THREAD",
        "GCollector, NATIVE_THREAD",
        "rocksdb:low, NATIVE_THREAD",
      })
  void aThreadThatIsNotAJavaThreadIsToldByWhatTheKernelKeepsOfItsName(String name, String kind) {
    PseudoFrame expected = PseudoFrame.valueOf(kind);
    assertEquals(expected, ThreadKind.of(name));
    assertEquals(
        expected == PseudoFrame.NATIVE_THREAD ? Kind.NATIVE : Kind.VM,
        ThreadKind.describe(name, false).kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Reference Handler",
        "Finalizer",
        "Signal Dispatcher",
        "Common-Cleaner",
        "Notification Thread",
        "Attach Listener",
        "Service Thread",
        "Monitor Deflation Thread",
        "JVMCI-native CompilerThread0",
        "C2 CompilerThread#",
        "JFR Recorder Thread",
      })
  void theVirtualMachinesOwnJavaThreadsAreNotThePrograms(String name) {
    assertEquals(new ThreadInfo(name, Kind.VM), ThreadKind.describe(name, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "main",
        "pool-1-thread-1",
        "ForkJoinPool.commonPool-worker-1",
        "GC Thread#0",
        "VM Thread",
        "Finalizer of mine",
        "C2 Compiler benchmark",
        "",
      })
  void anyOtherJavaThreadIsTheProgramsEvenIfItIsCalledLikeOneOfTheVirtualMachine(String name) {
    assertEquals(new ThreadInfo(name, Kind.JAVA), ThreadKind.describe(name, true));
  }
}
