// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.cost;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * What the kernel tells in steps of 10 ms only: the CPU time of the process, ended threads and all,
 * and how long a processor was idle.
 */
final class Ticks {
  private static final Path PROCESS = Paths.get("/proc/self/stat");
  private static final Path STATUS = Paths.get("/proc/self/status");
  private static final Path MACHINE = Paths.get("/proc/stat");

  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final long NANOS = 10_000_000;

  private Ticks() {}

  /**
   * Nanoseconds of CPU time of this process. They are the sum of two counters, user and system, of
   * which each has steps of 10 ms.
   */
  static long process() throws IOException {
    return process(read(PROCESS));
  }

  static long process(String stat) {
    // The second field is a name in brackets, which may hold spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return NANOS * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
  }

  /** The number of the one processor that this process may use; -1 where it may use several. */
  static int onlyProcessor() throws IOException {
    return onlyProcessor(read(STATUS));
  }

  static int onlyProcessor(String status) {
    int at = status.indexOf(ALLOWED);
    String list = at < 0 ? "" : status.substring(at + ALLOWED.length()).split("\n")[0].trim();
    return list.matches("\\d{1,6}") ? Integer.parseInt(list) : -1;
  }

  /** Nanoseconds since the machine started in which a processor had nothing to run. */
  static long idle(int processor) throws IOException {
    return idle(read(MACHINE), processor);
  }

  static long idle(String stat, int processor) throws IOException {
    for (String line : stat.split("\n")) {
      if (line.startsWith("cpu" + processor + " ")) {
        String[] fields = line.split(" +");
        // Waiting for a disk is waiting, too.
        return NANOS * (Long.parseLong(fields[4]) + Long.parseLong(fields[5]));
      }
    }
    throw new IOException(MACHINE + ": no processor " + processor);
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
