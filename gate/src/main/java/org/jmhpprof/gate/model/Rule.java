// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * An exception from the settings for some benchmarks and metrics. Of the rules that match, the last
 * one that says something counts.
 *
 * @param benchmark found anywhere in {@code package.Class.method [param=value] mode}
 * @param metric matches the whole name, such as {@code score} or {@code gc.alloc.rate.norm}
 * @param margin relative change allowed, 0.05 for 5 %
 * @param floor absolute change of the cost that does not matter
 * @param floorUnit unit of the floor, such as {@code ns/op}; empty for the cost's own
 * @param direction which way the metric gets better
 * @param gated whether it can fail the suite
 */
public record Rule(
    Pattern benchmark,
    Pattern metric,
    OptionalDouble margin,
    OptionalDouble floor,
    String floorUnit,
    Optional<Direction> direction,
    Optional<Boolean> gated) {}
