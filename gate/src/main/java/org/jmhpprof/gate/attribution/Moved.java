// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

/**
 * Cost that changed its name, not its size: a renamed, extracted or inlined function.
 *
 * @param from who costs less
 * @param to who costs more
 * @param under the function in which the two cancel
 * @param moved ns per operation
 * @param net what is left under it, ns per operation
 */
public record Moved(String from, String to, String under, double moved, double net) {}
