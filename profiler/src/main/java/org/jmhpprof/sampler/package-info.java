// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Samples the threads of this JVM: threads, clocks, signals, the native library, and the reader
 * that turns the ring's records into rows of a {@link org.jmhpprof.profile.StackTable}. Knows
 * nothing of JMH and nothing of the pprof format.
 */
package org.jmhpprof.sampler;
