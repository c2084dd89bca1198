// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.cost;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the threads of this process have used of the processors, at one moment.
 *
 * <p>The kernel brings a running thread's account up to date at its tick, so that the account of a
 * thread that runs on another processor is up to 4 ms old. All threads of a paired fork share one
 * processor: while one of them reads, no other runs, and every account is exact.
 */
final class Threads {
  private static final Path TASKS = Paths.get("/proc/self/task");

  /** Threads that do neither the program's work nor the collector's. */
  private static final String[] OTHERS = {
    "C1 Compiler",
    "C2 Compiler",
    "JVMCI",
    "LibGraal",
    "Sweeper",
    "JIT Compil",
    "VM Periodic",
    "Monitor Defl",
    "Service Thr",
    "Signal Disp",
    "Notification",
    "Attach List"
  };

  /** One thread's account. */
  static final class Account {
    /** Whether it works for the program, the collector included. */
    final boolean counted;

    /** Nanoseconds on a processor. */
    final long cpu;

    /** Nanoseconds that it could have run, and had no processor. */
    final long queued;

    Account(boolean counted, long cpu, long queued) {
      this.counted = counted;
      this.cpu = cpu;
      this.queued = queued;
    }
  }

  private final Map<String, Account> accounts;

  private Threads(Map<String, Account> accounts) {
    this.accounts = accounts;
  }

  /** By the thread's number. */
  Map<String, Account> accounts() {
    return accounts;
  }

  /** The number of the thread that asks. */
  static String self() throws IOException {
    Path link = Files.readSymbolicLink(Paths.get("/proc/thread-self"));
    return link.getFileName().toString();
  }

  /**
   * All threads that are there.
   *
   * @throws IOException where the kernel keeps no such accounts
   */
  static Threads now() throws IOException {
    Map<String, Account> accounts = new TreeMap<>();
    String[] names = new File(TASKS.toString()).list();
    if (names == null) {
      throw new IOException(TASKS + ": cannot be read");
    }
    for (String thread : names) {
      try {
        String[] fields = read(thread, "schedstat").split(" ");
        accounts.put(
            thread,
            new Account(
                isCounted(read(thread, "comm")),
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1])));
      } catch (NoSuchFileException e) {
        if (!Files.exists(Paths.get("/proc/self/schedstat"))) {
          throw e;
        }
        // This thread ended after the directory was read.
      }
    }
    return new Threads(accounts);
  }

  static boolean isCounted(String name) {
    for (String other : OTHERS) {
      if (name.startsWith(other)) {
        return false;
      }
    }
    return true;
  }

  private static String read(String thread, String file) throws IOException {
    try {
      byte[] bytes = Files.readAllBytes(TASKS.resolve(thread).resolve(file));
      return new String(bytes, StandardCharsets.UTF_8).trim();
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      // ESRCH: the thread ended between open and read.
      NoSuchFileException gone = new NoSuchFileException(TASKS + "/" + thread + "/" + file);
      gone.initCause(e);
      throw gone;
    }
  }
}
