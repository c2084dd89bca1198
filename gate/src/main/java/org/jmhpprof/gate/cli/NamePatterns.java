// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jmhpprof.gate.json.BadInput;

/**
 * Which benchmarks are meant, as JMH takes it: what a pattern is found in, and no excluding one.
 *
 * @param includes none for all
 */
record NamePatterns(List<Pattern> includes, List<Pattern> excludes) {
  /**
   * Compiles them.
   *
   * @throws BadInput if one is no regular expression
   */
  static NamePatterns of(List<String> includes, List<String> excludes) throws BadInput {
    return new NamePatterns(compiled(includes), compiled(excludes));
  }

  private static List<Pattern> compiled(List<String> texts) throws BadInput {
    List<Pattern> compiled = new ArrayList<>();
    for (String text : texts) {
      compiled.add(compiled(text));
    }
    return compiled;
  }

  /**
   * Compiles one.
   *
   * @throws BadInput if it is no regular expression
   */
  static Pattern compiled(String text) throws BadInput {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new BadInput(text + ": no regular expression: " + e.getDescription());
    }
  }

  boolean mean(String name) {
    return (includes.isEmpty() || found(includes, name)) && !found(excludes, name);
  }

  private static boolean found(List<Pattern> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(name).find());
  }
}
