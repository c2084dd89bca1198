// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Statistics over numbers: no I/O, no benchmark, no verdict. The replicate is the fork: the arrays
 * hold one value per JVM.
 */
package org.jmhpprof.gate.stats;
