// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * The JMH plugin: options, lifecycle, files and results. Knows nothing of rings, signals or
 * protobuf.
 */
package org.jmhpprof.jmh;
