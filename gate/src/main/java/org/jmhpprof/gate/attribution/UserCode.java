// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.List;
import java.util.function.Predicate;

/** Tells the user's own functions from those of libraries that he does not change. */
public final class UserCode {
  private static final List<String> PLATFORM =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "kotlin.",
          "scala.",
          "groovy.lang.",
          "org.openjdk.jmh.",
          "org.jmhpprof.sampler.");

  private UserCode() {}

  /** Everything but the JDK, the languages' own libraries, and JMH. */
  public static Predicate<String> outsideThePlatform() {
    return function -> PLATFORM.stream().noneMatch(function::startsWith);
  }

  /** What lies in one of these packages or in one below. */
  public static Predicate<String> inPackages(List<String> packages) {
    List<String> prefixes = packages.stream().map(each -> each + ".").toList();
    return function -> prefixes.stream().anyMatch(function::startsWith);
  }
}
