// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.List;
import java.util.Locale;

/**
 * What a profile is about. Each event has its own table and its own file; stacks, names, labels and
 * writer are the same for all. The order is that of the native library's kinds.
 */
public enum Event {
  /** CPU time: ticks, and the time that they stand for. */
  CPU(
      List.of(new SampleType("samples", "count"), new SampleType("cpu", "nanoseconds")),
      1,
      new SampleType("cpu", "nanoseconds")),

  /**
   * Allocation, sampled by bytes. The types are those of Go's heap profile. {@code inuse} is what
   * was found alive.
   */
  ALLOC(
      List.of(
          new SampleType("alloc_objects", "count"),
          new SampleType("alloc_space", "bytes"),
          new SampleType("inuse_objects", "count"),
          new SampleType("inuse_space", "bytes")),
      1,
      new SampleType("space", "bytes")),

  /**
   * Waits for monitors, each of them, and by visits those for other locks and in {@code
   * Object.wait}. The types are those of Go's mutex profile.
   */
  LOCK(
      List.of(new SampleType("contentions", "count"), new SampleType("delay", "nanoseconds")),
      1,
      new SampleType("contentions", "count")),

  /**
   * Wall time of threads: on a processor by ticks, off it by visits. The label {@code state} tells
   * what a thread does.
   */
  WALL(
      List.of(new SampleType("samples", "count"), new SampleType("wall", "nanoseconds")),
      1,
      new SampleType("wall", "nanoseconds"));

  /** A column of values, with its unit. */
  public record SampleType(String type, String unit) {}

  private final List<SampleType> types;
  private final int shown;
  private final SampleType period;

  Event(List<SampleType> types, int shown, SampleType period) {
    this.types = types;
    this.shown = shown;
    this.period = period;
  }

  /** Its name in options, files and results: {@code cpu}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the values of a sample are. */
  public List<SampleType> types() {
    return types;
  }

  /** The column that readers show unless they are asked for another one. */
  public int shown() {
    return shown;
  }

  /** Whether the leaf of a stack is not code but what the code was about: a class. */
  boolean leafIsClass() {
    return this == ALLOC || this == LOCK;
  }

  /** What the period counts. */
  public SampleType period() {
    return period;
  }
}
