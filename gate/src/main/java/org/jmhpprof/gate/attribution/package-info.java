// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * Which functions make up the difference between two builds, from their profiles.
 *
 * <p>Pure: profiles in memory go in, an {@link org.jmhpprof.gate.attribution.Attribution} comes
 * out. The route: {@code CommonForm} gives both sides' stacks common names, {@code CostTable}
 * divides by the operations and adds up, {@code Dispersion} puts error bars on the differences,
 * {@code Suspects} and {@code MovedCost} say which ones matter, and {@link
 * org.jmhpprof.gate.attribution.Attributor} whether they may be believed.
 *
 * <p>All costs are nanoseconds of CPU time per operation. The self differences of all functions,
 * with those of the virtual machine, of lost and of failed samples, add up to the difference of the
 * whole CPU time.
 */
package org.jmhpprof.gate.attribution;
