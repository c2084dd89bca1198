// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Measures: runs the forks of both builds in blocks, judges, and goes on with what is undecided.
 * Everything that a later command or the same run needs is on disk in the {@link
 * org.jmhpprof.gate.run.RunDirectory}.
 */
package org.jmhpprof.gate.run;
