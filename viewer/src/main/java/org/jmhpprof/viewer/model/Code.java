// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.util.List;

/** What a location is: where code lies, and what it is called. The records compare by content. */
public final class Code {
  private Code() {}

  /** A range of addresses that a file was mapped to. */
  public record Mapping(
      long start,
      long limit,
      long offset,
      String file,
      String buildId,
      boolean hasFunctions,
      boolean hasFilenames,
      boolean hasLineNumbers,
      boolean hasInlineFrames) {}

  /** A function, as the format has it. */
  public record Function(String name, String systemName, String file, long startLine) {}

  /** A line of a function; {@code line} is 0 if unknown. */
  public record Line(Function function, long line) {}

  /**
   * A place in code.
   *
   * @param mapping null if there is none
   * @param lines the innermost inlined call first; may be empty
   */
  public record Location(Mapping mapping, long address, List<Line> lines, boolean folded) {}

  /**
   * A label of a sample.
   *
   * @param text "" where it holds a number
   */
  public record Label(String key, String text, long number, String unit) {}
}
