// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Locale;
import java.util.Optional;

/**
 * What the gate says of one metric of one benchmark, and what each reader makes of it. The order is
 * that of concern: what a reader wants to see first comes first.
 */
public enum Verdict {
  /** Worse by more than the margin, at the suite's error rate. */
  REGRESSED(
      ExitStatus.REGRESSION,
      Junit.FAILURE,
      "bold,red",
      new Sarif("perf/regression", "error", "A benchmark got slower by more than its margin.")),
  /** Forks of head failed, and those of base did not. */
  FAILED(
      ExitStatus.REGRESSION,
      Junit.FAILURE,
      "bold,red",
      new Sarif("perf/failed", "error", "A benchmark failed in head, and not in base.")),
  /** In base, not in head. */
  MISSING(
      ExitStatus.REGRESSION,
      Junit.FAILURE,
      "bold,red",
      new Sarif("perf/missing", "error", "A benchmark of base is not in head.")),
  /** The two sides were not measured under the same conditions, or contradict themselves. */
  INCOMPARABLE(
      ExitStatus.BAD_INPUT,
      Junit.ERROR,
      "yellow",
      new Sarif("perf/incomparable", "warning", "The two sides were measured differently.")),
  /** The data do not allow a verdict. */
  INCONCLUSIVE(
      ExitStatus.PASS,
      Junit.SKIPPED,
      "yellow",
      new Sarif("perf/inconclusive", "note", "There are too few forks for a verdict.")),
  /** Better by more than the margin, at the suite's error rate. */
  IMPROVED(ExitStatus.PASS, Junit.PASSED, "green", null),
  /** In head, not in base. */
  NEW(ExitStatus.PASS, Junit.SKIPPED, "", null),
  /** The interval of the change lies below the margin. */
  OK(ExitStatus.PASS, Junit.PASSED, "", null),
  /** Reported only: no direction is known, or the configuration says so. */
  NOT_GATED(ExitStatus.PASS, Junit.SKIPPED, "", null);

  /** What JUnit calls it. */
  public enum Junit {
    PASSED,
    FAILURE,
    ERROR,
    SKIPPED;

    /** The element in a test case; there is none for what passed. */
    public String element() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The rule of a SARIF result.
   *
   * @param rule its id
   * @param level {@code error}, {@code warning} or {@code note}
   * @param description one sentence
   */
  public record Sarif(String rule, String level, String description) {}

  private final ExitStatus exitStatus;
  private final Junit junit;
  private final String style;
  private final Sarif sarif;

  Verdict(ExitStatus exitStatus, Junit junit, String style, Sarif sarif) {
    this.exitStatus = exitStatus;
    this.junit = junit;
    this.style = style;
    this.sarif = sarif;
  }

  /** What it alone makes the program end with. */
  public ExitStatus exitStatus() {
    return exitStatus;
  }

  /** What a CI server shows. */
  public Junit junit() {
    return junit;
  }

  /** Its rule; none where there is nothing to report. */
  public Optional<Sarif> sarif() {
    return Optional.ofNullable(sarif);
  }

  /** Attributes of text on a terminal, as picocli names them; empty for plain text. */
  public String style() {
    return style;
  }

  /** Whether it fails the gate by itself. */
  public boolean fails() {
    return exitStatus == ExitStatus.REGRESSION;
  }

  /** Whether it is bad news or no news, so that a summary must not say OK. */
  public boolean isConcern() {
    return compareTo(INCONCLUSIVE) <= 0;
  }

  /** For people: {@code not gated}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What the program ends with. */
  public enum ExitStatus {
    PASS(0),
    /** Something regressed, failed in head alone, or vanished. */
    REGRESSION(1),
    /** Bad input or usage, something that cannot be compared, or nothing that could be tested. */
    BAD_INPUT(2),
    /** A benchmark was not tested, or is inconclusive and that was asked to fail. */
    INCONCLUSIVE(3),
    INTERNAL_ERROR(70);

    private final int code;

    ExitStatus(int code) {
      this.code = code;
    }

    /** The process's exit status. */
    public int code() {
      return code;
    }
  }
}
