// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

import org.jmhpprof.jmh.PprofProfiler;
import org.openjdk.jmh.profile.ProfilerException;

/**
 * The name that {@code -prof pprof} stands for: JMH looks for a class whose whole name is what the
 * user wrote, hence this one class without a package and in lower case.
 */
public final class pprof extends PprofProfiler {
  /** For JMH's list of profilers; takes the default options and checks nothing. */
  public pprof() {}

  /**
   * For a run.
   *
   * @param options as the user wrote them behind {@code pprof:}
   * @throws ProfilerException one line that says what is wrong and what is allowed, or the help
   */
  public pprof(String options) throws ProfilerException {
    super(options);
  }
}
