// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether this process gets perf events that see the kernel.
 *
 * @param errno with which the kernel refused one; 0 if it did not
 * @param userErrno with which it refused one that does not see the kernel; 0 if it did not
 * @param paranoid the value of the sysctl kernel.perf_event_paranoid; "unknown" if it cannot be
 *     read
 */
record PerfAccess(int errno, int userErrno, String paranoid) {
  private static final Path PARANOID = Path.of("/proc/sys/kernel/perf_event_paranoid");

  /** From there on some distributions' kernels allow no perf event at all. */
  private static final int NO_EVENTS = 3;

  static PerfAccess of(int errno, int userErrno) {
    String paranoid = "unknown";
    try {
      paranoid = Files.readString(PARANOID).strip();
    } catch (IOException e) {
      // Hidden, as in some containers: what the kernel answered is what counts.
    }
    return new PerfAccess(errno, userErrno, paranoid);
  }

  boolean granted() {
    return errno == 0;
  }

  /** Why not, as a clause. */
  String refusal() {
    return switch (errno) {
      case Errno.EACCES, Errno.EPERM -> notAllowed();
      case Errno.ENOSYS ->
          "perf_event_open is missing (ENOSYS): the kernel has no perf events, or a container's"
              + " seccomp profile hides them";
      case Errno.ENOENT, Errno.ENODEV, Errno.EOPNOTSUPP ->
          "the kernel has no perf event cpu-clock (" + Errno.name(errno) + ")";
      default -> "perf_event_open failed (" + Errno.cause(errno) + ")";
    };
  }

  private String notAllowed() {
    String sysctl = "kernel.perf_event_paranoid is " + paranoid;
    if (userErrno == 0) {
      return "perf events may not see the kernel: "
          + sysctl
          + ", and must be 1 or less for a process without CAP_PERFMON";
    }
    if (forbidsEverything()) {
      return "perf events are not allowed: "
          + sysctl
          + ", and must be 1 or less for a process without CAP_PERFMON";
    }
    return "perf_event_open is not allowed ("
        + Errno.name(errno)
        + "): a container's seccomp profile or a security module forbids it";
  }

  private boolean forbidsEverything() {
    try {
      return Integer.parseInt(paranoid) >= NO_EVENTS;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
