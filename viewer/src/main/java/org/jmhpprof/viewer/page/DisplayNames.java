// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that a person can place. Compilers give functions that the source has no name for, or whose
 * name the JVM does not allow, names of their own; here these are undone for display.
 *
 * <p>Only the profile has the real names: two functions may look alike here.
 */
final class DisplayNames {
  private record Rule(Pattern pattern, String replacement) {
    static Rule of(String regex, String replacement) {
      return new Rule(Pattern.compile(regex), replacement);
    }
  }

  private static final List<Rule> JAVA =
      List.of(
          Rule.of("\\.lambda\\$(\\w+?)\\$\\d+$", ".$1 (lambda)"),
          Rule.of("\\$\\$Lambda\\.(\\w+)$", " (lambda).$1"),
          Rule.of("\\.access\\$\\d+$", " (accessor)"),
          Rule.of("\\$(\\d+(?:\\$\\d+)*)\\.", " (anonymous $1)."));

  private static final List<Rule> KOTLIN =
      List.of(
          Rule.of("\\.access\\$([\\w-]+)$", ".$1 (accessor)"),
          Rule.of("\\.(\\w[\\w-]*?)\\$lambda\\$[\\w$]+$", ".$1 (lambda)"),
          Rule.of("\\$(\\w+)\\$\\d+\\.invokeSuspend$", ".$1 (coroutine)"),
          Rule.of("\\$(\\w+)\\$\\d+\\.invoke$", ".$1 (lambda)"),
          Rule.of("\\$default$", " (defaults)"),
          Rule.of("-impl$", ""),
          Rule.of("-[A-Za-z0-9_-]{7}$", ""),
          Rule.of("\\$Companion\\.", ".Companion."));

  private static final List<Rule> SCALA =
      List.of(
          Rule.of("\\$?\\$anonfun\\$(\\w+)\\$\\d+(?:\\$adapted)?$", "$1 (lambda)"),
          Rule.of("\\.(\\w+)\\$extension\\d*$", ".$1"),
          Rule.of("\\.package\\$\\.", ".package."),
          Rule.of("(?<=\\w)\\$\\.", "."),
          Rule.of("\\$\\d+$", ""));

  private static final List<Rule> GROOVY =
      List.of(
          Rule.of("\\$_(\\w+?)_(?:closure|lambda)\\d+.*?\\.doCall$", ".$1 (closure)"),
          Rule.of("\\$_(?:closure|lambda)\\d+.*?\\.doCall$", " (closure)"),
          Rule.of("\\.(?:super|this)\\$(?:dist\\$\\w+\\$)?\\d+\\$(\\w+)$", ".$1"));

  private static final Pattern SCALA_WORD = Pattern.compile("\\$(u[0-9A-Fa-f]{4}|[a-z]+)");

  private static final List<String> SCALA_WORDS =
      List.of(
          "plus+",
          "minus-",
          "times*",
          "div/",
          "percent%",
          "eq=",
          "less<",
          "greater>",
          "bang!",
          "amp&",
          "bar|",
          "up^",
          "tilde~",
          "colon:",
          "qmark?",
          "hash#",
          "at@",
          "bslash\\");

  private DisplayNames() {}

  /**
   * The name to show.
   *
   * @param name {@code package.Class.method}, or another name, which stays as it is
   * @param file the source file, whose ending tells the language; "" if unknown
   */
  static String of(String name, String file) {
    if (name.startsWith("[") || name.indexOf('$') < 0 && name.indexOf('-') < 0) {
      return name;
    }
    if (file.endsWith(".scala")) {
      return applied(SCALA, scalaWords(name));
    }
    if (file.endsWith(".groovy")) {
      return applied(JAVA, applied(GROOVY, name));
    }
    if (file.endsWith(".kt")) {
      return applied(JAVA, applied(KOTLIN, name));
    }
    return file.endsWith(".java") || file.isEmpty() ? applied(JAVA, name) : name;
  }

  private static String applied(List<Rule> rules, String name) {
    String found = name;
    for (Rule rule : rules) {
      found = rule.pattern.matcher(found).replaceFirst(rule.replacement);
    }
    return found;
  }

  private static String scalaWords(String name) {
    Matcher matcher = SCALA_WORD.matcher(name);
    return matcher.replaceAll(
        word -> Matcher.quoteReplacement(character(word.group(1), word.group())));
  }

  private static String character(String word, String otherwise) {
    if (word.matches("u[0-9A-Fa-f]{4}")) {
      return String.valueOf((char) Integer.parseInt(word.substring(1), 16));
    }
    return SCALA_WORDS.stream()
        .filter(each -> each.length() == word.length() + 1 && each.startsWith(word))
        .map(each -> each.substring(word.length()))
        .findFirst()
        .orElse(otherwise);
  }
}
