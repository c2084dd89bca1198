// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * A run that measures, judges, and goes on with what is undecided: when it looks, what that costs
 * of the error rate, and what its directory remembers for the same command to go on.
 */
package org.jmhpprof.gate.sequential;
