// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * The part of the gate that runs inside a fork. It knows JMH and {@code /proc}; it uses nothing but
 * the JDK and runs on Java 8.
 */
package org.jmhpprof.cost;
