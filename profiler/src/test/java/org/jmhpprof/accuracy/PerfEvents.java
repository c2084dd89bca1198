// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the kernel lets perf events see it. */
public final class PerfEvents {
  private static final Pattern CAPABILITIES = Pattern.compile("(?m)^CapEff:\\s*([0-9a-f]+)$");
  private static final long SYS_ADMIN = 1L << 21;
  private static final long PERFMON = 1L << 38;

  private PerfEvents() {}

  /** The value of the sysctl. */
  public static int paranoid() throws IOException {
    String value = Files.readString(Path.of("/proc/sys/kernel/perf_event_paranoid"));
    return Integer.parseInt(value.strip());
  }

  /** Those of an ordinary user's process. */
  public static boolean seeTheKernelForAll() throws IOException {
    return paranoid() <= 1;
  }

  /** Those of this process. */
  public static boolean seeTheKernel() throws IOException {
    Matcher matcher = CAPABILITIES.matcher(Files.readString(Path.of("/proc/self/status")));
    if (!matcher.find()) {
      throw new IllegalStateException("/proc/self/status has no CapEff");
    }
    long effective = Long.parseUnsignedLong(matcher.group(1), 16);
    return seeTheKernelForAll() || (effective & (SYS_ADMIN | PERFMON)) != 0;
  }
}
