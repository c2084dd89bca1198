// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Time in the kernel has the kernel's frames where perf events see it, and the C library's wrapper
 * where they do not.
 */
class KernelFramesIT extends KnownAnswers {
  /**
   * By benchmark, the kernel's function and the C library's. The kernel's compilers make some calls
   * jumps.
   */
  private static final Map<String, List<String>> CALLS =
      Map.of(
          "read", List.of(".*sys_read", "(__libc_|__)?read"),
          "write", List.of(".*sys_write", "(__libc_|__)?write"),
          "futex", List.of(".*sys_futex.*|do_futex", "__futex_abstimed_wait.*|\\[libc\\.so\\.6]"),
          "mmap",
              List.of(
                  ".*sys_(mmap.*|munmap)|__vm_munmap|vm_mmap_pgoff", "(__)?(mmap|mmap64|munmap)"));

  private static final String ENTRY = "entry_SYSCALL_64.*|el0t_64_sync";

  @ParameterizedTest
  @MethodSource("settings")
  void systemCallsShowTheKernelsEntryOrTheWrapper(Setting setting) throws Exception {
    boolean perf = setting.clock().equals("perf");
    check(
        setting,
        "InKernel.(read|write|futex|mmap)$",
        (benchmarks, seconds) -> {
          Forks forks =
              forks(setting, perf ? "interval=200us" : "interval=1ms", benchmarks, 2 * seconds);
          List<Finding> findings = new ArrayList<>();
          for (String benchmark : forks.benchmarks()) {
            List<Row> rows = forks.of(benchmark).rows();
            List<String> call = CALLS.get(benchmark.substring("InKernel.".length()));
            findings.addAll(
                perf ? kernel(benchmark, rows, call) : wrapper(benchmark, rows, call.get(1)));
          }
          return findings;
        });
  }

  private static List<Finding> kernel(String benchmark, List<Row> rows, List<String> call) {
    Predicate<Row> inKernel =
        row -> row.ofWorker() && kernelFrames(row) > 0 && has(row, call.get(1));
    return List.of(
        Finding.premise(
            Answer.NATIVE_FRAMES,
            benchmark,
            ": samples with frames of the kernel above the C library's function, of the worker's",
            share(rows, Row::ofWorker, inKernel),
            20),
        Finding.atLeast(
            Answer.NATIVE_FRAMES,
            benchmark,
            ": of those, down to the kernel's entry, and no frame of the kernel below",
            share(rows, inKernel, KernelFramesIT::endsInEntry),
            98),
        Finding.atLeast(
            Answer.NATIVE_FRAMES,
            benchmark,
            ": of those, with the system call's function",
            // Some ticks are in the entry itself, before or after.
            share(rows, inKernel, row -> has(row, call.get(0))),
            60),
        Finding.atLeast(
            Answer.NATIVE_FRAMES,
            benchmark,
            ": of those, under the benchmark",
            share(rows, inKernel, row -> row.has(WORKLOAD + benchmark)),
            99));
  }

  private static List<Finding> wrapper(String benchmark, List<Row> rows, String function) {
    return List.of(
        Finding.holds(
            Answer.NATIVE_FRAMES,
            benchmark,
            ": samples with frames of the kernel",
            "0",
            "" + rows.stream().filter(row -> kernelFrames(row) > 0).count(),
            rows.stream().noneMatch(row -> kernelFrames(row) > 0)),
        Finding.atLeast(
            Answer.NATIVE_FRAMES,
            benchmark,
            ": samples in the C library's function under the benchmark, of the worker's",
            share(
                rows,
                Row::ofWorker,
                row -> row.leaf().matches(function) && row.has(WORKLOAD + benchmark)),
            20));
  }

  /** How many of the frames at the leaf are the kernel's. */
  private static int kernelFrames(Row row) {
    return (int)
        row.frames().stream().takeWhile(frame -> frame.mapping().getMemoryStart() < 0).count();
  }

  private static boolean has(Row row, String pattern) {
    return row.frames().stream().anyMatch(frame -> frame.name().matches(pattern));
  }

  private static boolean endsInEntry(Row row) {
    int count = kernelFrames(row);
    boolean entry =
        IntStream.range(0, count).anyMatch(i -> row.frames().get(i).name().matches(ENTRY));
    return entry
        && row.frames().stream().skip(count).noneMatch(f -> f.mapping().getMemoryStart() < 0);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void pageFaultsAreUnderTheJavaMethodThatTouched(Setting setting) throws Exception {
    assumeTrue(setting.clock().equals("perf"), "a timer does not see the kernel's frames");
    check(
        setting,
        "InKernel.firstTouch",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, seconds)
                  .of("InKernel.firstTouch")
                  .rows();
          Predicate<Row> faults =
              row -> row.ofWorker() && has(row, ".*exc_page_fault|do_mem_abort");
          return List.of(
              Finding.premise(
                  Answer.NATIVE_FRAMES,
                  "InKernel.firstTouch",
                  ": samples in a page fault, of the worker's",
                  share(rows, Row::ofWorker, faults),
                  40),
              Finding.atLeast(
                  Answer.NATIVE_FRAMES,
                  "InKernel.firstTouch",
                  ": of those, right above the Java method that touched",
                  share(rows, faults, KernelFramesIT::isUnderTouch),
                  98));
        });
  }

  private static boolean isUnderTouch(Row row) {
    int count = kernelFrames(row);
    return count < row.frames().size()
        && row.has(WORKLOAD + "InKernel.touch")
        && row.frames().get(count).mapping().getId() == 1;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void noneAreShownWhereNoneAreWanted(Setting setting) throws Exception {
    assumeTrue(setting.clock().equals("perf"), "a timer does not see the kernel's frames");
    List<Row> rows =
        forks(setting, "interval=200us;kernel=off", "InKernel.read", 1).of("InKernel.read").rows();
    assertEquals(0, rows.stream().filter(row -> kernelFrames(row) > 0).count());
    assertTrue(rows.stream().anyMatch(row -> row.leaf().matches(CALLS.get("read").get(1))));
  }

  /** As an ordinary user with some of root's rights. */
  private JmhRun run(
      Path jdk, List<String> before, String capabilities, String benchmark, String... more)
      throws Exception {
    List<String> command = new ArrayList<>(before);
    command.addAll(JmhRun.NOBODY);
    command.addAll(List.of("--inh-caps=" + capabilities, "--ambient-caps=" + capabilities));
    List<String> arguments = new ArrayList<>(List.of(benchmark, "-f", "1"));
    arguments.addAll(List.of("-wi", "1", "-w", "200ms", "-i", "1", "-r", "1s"));
    arguments.addAll(List.of("-prof", "pprof:clock=perf"));
    arguments.addAll(List.of(more));
    JmhRun run = JmhRun.asNobody(command, jdk, directory, arguments.toArray(new String[0]));
    assertEquals(0, run.status(), run.output());
    return run;
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void namesThatAreHiddenAreOneLine(Path jdk) throws Exception {
    assumeTrue(Setting.isRoot(), "needs the right to become somebody else");
    assumeTrue(PerfEvents.paranoid() > 1, "kallsyms is open to all here");
    JmhRun run = run(jdk, List.of(), "+perfmon", "InKernel.read");
    assertEquals(1, lines(run, "stacks have no frames of the kernel: /proc/kallsyms"));
    List<Row> rows = Row.of(JmhRun.profile(JmhRun.profiles(directory).get(0)));
    assertTrue(rows.stream().noneMatch(row -> kernelFrames(row) > 0));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void lockedMemoryThatIsUsedUpIsOneLine(Path jdk) throws Exception {
    assumeTrue(Setting.isRoot(), "needs the right to become somebody else");
    // The sysctl's 516 KB for each processor hold the pages of 64 threads.
    int threads = 100 * Runtime.getRuntime().availableProcessors();
    JmhRun run =
        run(
            jdk,
            List.of("prlimit", "--memlock=0"),
            "+perfmon,+syslog",
            "InKernel.rest",
            "-t",
            "" + threads);
    assertEquals(1, lines(run, "some threads have no frames of the kernel (EPERM"));
    List<Row> rows = Row.of(JmhRun.profile(JmhRun.profiles(directory).get(0)));
    assertTrue(rows.stream().anyMatch(row -> kernelFrames(row) > 0));
    // The others have their clocks, and stacks that begin in the program.
    assertTrue(
        rows.stream().anyMatch(row -> row.ofWorker() && kernelFrames(row) == 0 && !row.failed()));
  }

  private static long lines(JmhRun run, String text) {
    return run.output().lines().filter(line -> line.startsWith("pprof: " + text)).count();
  }

  static List<Path> jdks() throws Exception {
    return JmhRun.jdks();
  }
}
