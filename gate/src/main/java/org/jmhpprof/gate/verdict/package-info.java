// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Two sides to verdicts in three steps without any I/O: match what belongs together, estimate each
 * difference on its own, decide on all of them by the rules of the suite. And how often that gives
 * a false alarm, over forks of one build.
 */
package org.jmhpprof.gate.verdict;
