// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.util.Locale;

/** A kind of answer that the profile gives, in the order of the documents. */
enum Answer {
  TOTALS("CPU time of the workers"),
  SCORE("pprof.cpu.norm against the score"),
  ATTRIBUTION("Attribution to methods and lines"),
  STACKS("Samples of the worker under the calling method"),
  DEEP_STACKS("Deep stacks"),
  FAILED("Failed samples"),
  NATIVE_CODE("Native code"),
  NATIVE_FRAMES("Native and kernel frames"),
  THREADS("Threads of every kind"),
  OVERHEAD("pprof.overhead against what is lost"),
  PHASES("Phases"),
  WALL("Wall time"),
  CONSERVATION("Conservation"),
  NAMES("Names");

  private final String title;

  Answer(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Where Markdown links to the title. */
  String anchor() {
    return title.toLowerCase(Locale.ROOT).replace(".", "").replace(' ', '-');
  }
}
