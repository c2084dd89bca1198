// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerfAccessTest {
  @Test
  void grantedIsWhatTheKernelDidNotRefuse() {
    assertTrue(new PerfAccess(0, 0, "4").granted());
    assertFalse(new PerfAccess(Errno.EACCES, 0, "2").granted());
  }

  /** What the kernel answers to an event that sees it, and to one that does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          13 | 0  | 2       | perf events may not see the kernel: kernel.perf_event_paranoid is 2, and must be 1 or less for a process without CAP_PERFMON
          13 | 13 | 3       | perf events are not allowed: kernel.perf_event_paranoid is 3, and must be 1 or less for a process without CAP_PERFMON
          1  | 1  | 4       | perf events are not allowed: kernel.perf_event_paranoid is 4, and must be 1 or less for a process without CAP_PERFMON
          1  | 1  | 2       | perf_event_open is not allowed (EPERM): a container's seccomp profile or a security module forbids it
          13 | 13 | unknown | perf_event_open is not allowed (EACCES): a container's seccomp profile or a security module forbids it
          38 | 38 | 2       | perf_event_open is missing (ENOSYS): the kernel has no perf events, or a container's seccomp profile hides them
          2  | 2  | 2       | the kernel has no perf event cpu-clock (ENOENT)
          24 | 24 | 2       | perf_event_open failed (EMFILE, no file descriptor is left: raise ulimit -n)
          7  | 7  | 2       | perf_event_open failed (errno 7)
          """)
  void theRefusalNamesItsCause(int errno, int userErrno, String paranoid, String refusal) {
    assertEquals(refusal, new PerfAccess(errno, userErrno, paranoid).refusal());
  }
}
