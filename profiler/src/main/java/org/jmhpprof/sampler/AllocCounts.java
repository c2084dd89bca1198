// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/**
 * Allocation between one start and its stop.
 *
 * @param samples sampled objects
 * @param unwatched how many of those are not remembered, for want of room
 * @param allocatedBytes what Java threads allocated, sampled or not, as {@code
 *     ThreadMXBean.getThreadAllocatedBytes} counts it, threads that have ended included; 0 where
 *     the JVM does not say
 * @param nanos CPU time that the samples took from the threads that allocated, ns; from one in
 *     eight
 */
public record AllocCounts(EventCounts samples, long unwatched, long allocatedBytes, long nanos) {}
