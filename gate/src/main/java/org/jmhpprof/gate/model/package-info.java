// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * What is compared and what came out: immutable records, and what can be said of one of them alone.
 * No I/O.
 *
 * <p>Words: a <em>side</em> is base or head. A <em>fork</em> is one JVM, the unit of replication. A
 * <em>block</em> is one fork of each side, run next to each other. A <em>session</em> is one
 * stretch of forks on one machine. <em>Cost</em> is what gets worse when it grows: time per
 * operation, bytes per operation, or the inverse of a throughput. Every ratio is cost of head by
 * cost of base: above 1 is worse, whatever the mode.
 */
package org.jmhpprof.gate.model;
