// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Samples through the JDK Flight Recorder, where the native library cannot: each window is a
 * recording, whose events become rows of a {@link org.jmhpprof.profile.StackTable} when it ends.
 * Pure Java, for any system. The only place that sees {@code jdk.jfr}.
 */
package org.jmhpprof.jfr;
