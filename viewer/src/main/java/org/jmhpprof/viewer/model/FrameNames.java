// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Gives functions of generated classes one name in every run: addresses, hashes and counters go.
 *
 * <p>{@code Foo$$Lambda$41+0x00007fba7c026d90/2068020661.test} becomes {@code Foo$$Lambda.test}.
 */
final class FrameNames {
  private record Rule(Pattern pattern, String replacement) {
    static Rule of(String regex, String replacement) {
      return new Rule(Pattern.compile(regex), replacement);
    }
  }

  private static final Pattern GENERATED =
      Pattern.compile("[/+]|0x|\\$\\$|LambdaForm\\$|Accessor\\d|\\$Proxy\\d|\\$[A-Z]\\w*\\$");

  // Each looks at the class, with the dot before the method.
  private static final List<Rule> RULES =
      List.of(
          Rule.of("(?:[/+.]0x[0-9a-fA-F]+)?(?:/(?:0x[0-9a-fA-F]+|\\d+))?\\.$", "."),
          Rule.of("[/+._]0x[0-9a-fA-F]+(?=\\$\\$)", ""),
          Rule.of("\\$\\$Lambda\\$\\d+(?=\\.$|\\$\\$)", "\\$\\$Lambda"),
          Rule.of("(?<=\\.LambdaForm\\$[A-Z]{1,8})\\d+\\.$", "."),
          Rule.of(
              "(?<=\\.reflect\\.Generated(?:Serialization)?(?:Method|Constructor)Accessor)\\d+\\.$",
              "."),
          Rule.of("(?<=\\$Proxy)\\d+\\.$", "."),
          Rule.of("^((?:jdk|com\\.sun)\\.proxy)\\d+\\.", "$1."),
          Rule.of("(?<=CGLIB)\\$\\$[0-9a-fA-F]+", ""),
          Rule.of("(?<=\\$(?:ByteBuddy|HibernateProxy|MockitoMock|auxiliary))\\$\\w+\\.$", "."));

  private FrameNames() {}

  static String stable(String function) {
    if (function.startsWith("[") || !GENERATED.matcher(function).find()) {
      return function;
    }
    int method = function.lastIndexOf('.') + 1;
    if (method == 0) {
      return function;
    }
    String owner = function.substring(0, method);
    for (Rule rule : RULES) {
      owner = rule.pattern.matcher(owner).replaceFirst(rule.replacement);
    }
    return owner.length() <= 1 ? function : owner + function.substring(method);
  }

  /** Whether the function, by its stable name, is the class that stands for a lambda expression. */
  static boolean isLambdaProxy(String function) {
    int method = function.lastIndexOf('.');
    return method > 0 && function.startsWith("$$Lambda", method - "$$Lambda".length());
  }
}
