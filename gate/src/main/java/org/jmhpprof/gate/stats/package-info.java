// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Statistics over numbers: no I/O, no benchmark, no verdict. The replicate is always the fork: the
 * arrays hold one value per JVM, except in {@link org.jmhpprof.gate.stats.Pooled}, which does what
 * other gates do and exists to be compared with.
 */
package org.jmhpprof.gate.stats;
