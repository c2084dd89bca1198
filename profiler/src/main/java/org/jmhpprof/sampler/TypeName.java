// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import org.jmhpprof.profile.StableNames;

/** The name of a type, from its signature, as it is written in Java: {@code byte[]}. */
public final class TypeName {
  private TypeName() {}

  /** The name of the type with this signature, such as {@code [B}. */
  public static String of(String signature) {
    int dimensions = signature.lastIndexOf('[') + 1;
    String element = signature.substring(dimensions);
    return name(element) + "[]".repeat(dimensions);
  }

  private static String name(String element) {
    return switch (element.charAt(0)) {
      case 'Z' -> "boolean";
      case 'B' -> "byte";
      case 'C' -> "char";
      case 'S' -> "short";
      case 'I' -> "int";
      case 'J' -> "long";
      case 'F' -> "float";
      case 'D' -> "double";
      default -> StableNames.of(element.substring(1, element.length() - 1).replace('/', '.'));
    };
  }
}
