// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/** The kernel's error numbers that a clock can be refused with; those of x86-64 and aarch64. */
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int ENODEV = 19;
  static final int EINVAL = 22;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int ENOSYS = 38;
  static final int EOPNOTSUPP = 95;

  private Errno() {}

  static String name(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM";
      case ENOENT -> "ENOENT";
      case EAGAIN -> "EAGAIN";
      case ENOMEM -> "ENOMEM";
      case EACCES -> "EACCES";
      case ENODEV -> "ENODEV";
      case EINVAL -> "EINVAL";
      case ENFILE -> "ENFILE";
      case EMFILE -> "EMFILE";
      case ENOSYS -> "ENOSYS";
      case EOPNOTSUPP -> "EOPNOTSUPP";
      default -> "errno " + errno;
    };
  }

  /** What one thread's pages for the kernel's frames were refused for. */
  static String memoryCause(int errno) {
    return errno == EPERM
        ? "EPERM, no more memory may be locked: raise sysctl kernel.perf_event_mlock_kb or ulimit"
            + " -l, or use kernel=off"
        : cause(errno);
  }

  /** What one thread's clock was refused for, with the limit to raise where it is one. */
  static String cause(int errno) {
    return switch (errno) {
      case EMFILE -> "EMFILE, no file descriptor is left: raise ulimit -n";
      case ENFILE -> "ENFILE, the system has no file descriptor left: raise sysctl fs.file-max";
      case EAGAIN -> "EAGAIN, no further signal can be queued: raise ulimit -i";
      case ENOMEM -> "ENOMEM, no memory";
      default -> name(errno);
    };
  }
}
