// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * How often the gate is wrong: on made-up forks whose truth is known, and on real forks of one
 * build. Nothing here decides anything. No I/O; the same seed gives the same figures.
 */
package org.jmhpprof.gate.proof;
