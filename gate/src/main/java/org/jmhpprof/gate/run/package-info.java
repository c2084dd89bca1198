// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Runs benchmark jars: one JVM at a time, both builds in turns, each result on disk before the next
 * begins. Knows processes and files, nothing of statistics; what to go on with, it is told.
 */
package org.jmhpprof.gate.run;
