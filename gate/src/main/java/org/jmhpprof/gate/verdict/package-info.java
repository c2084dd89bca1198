// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Two sides to verdicts: what is paired with what, which margin holds, which test decides, and what
 * the suite as a whole allows to say. No I/O.
 */
package org.jmhpprof.gate.verdict;
