// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/**
 * Waits for monitors between one start and its stop.
 *
 * @param samples waits that ended in the window
 * @param untimed waits for whose beginning there was no memory
 * @param nanos CPU time that it took to note them, ns; from one in eight
 */
public record LockCounts(EventCounts samples, long untimed, long nanos) {}
