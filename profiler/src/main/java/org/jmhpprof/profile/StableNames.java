// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.regex.Pattern;

/**
 * Gives generated classes a name that is the same in every run.
 *
 * <p>The virtual machine and the libraries number the classes that they make as they go, and add an
 * address or a hash to hidden ones. What is left without those says as much and can be compared:
 * {@code Foo$$Lambda$14/0x0000000800c03000} is {@code Foo$$Lambda}, a hidden class goes by the name
 * in its class file, {@code jdk.proxy2.$Proxy14} is {@code jdk.proxy.$Proxy}.
 */
public final class StableNames {
  /** What marks a name that may have to change; most have none and are looked at once. */
  private static final Pattern GENERATED =
      Pattern.compile("[/+]|0x|\\$\\$Lambda\\$|LambdaForm\\$|Accessor\\d|\\$Proxy\\d");

  /**
   * The address or hash of a hidden class, in the forms of the different interfaces and releases.
   */
  private static final Pattern HIDDEN =
      Pattern.compile("(?:[/+.]0x[0-9a-fA-F]+)?(?:/(?:0x[0-9a-fA-F]+|\\d+))?$");

  /** The address of a hidden class inside the name of a class that was made for it. */
  private static final Pattern HIDDEN_HOST = Pattern.compile("[/+._]0x[0-9a-fA-F]+(?=\\$\\$)");

  private static final Pattern LAMBDA = Pattern.compile("\\$\\$Lambda\\$\\d+(?=$|\\$\\$)");
  private static final Pattern FORM = Pattern.compile("(?<=\\.LambdaForm\\$[A-Z]{1,8})\\d+$");
  private static final Pattern ACCESSOR =
      Pattern.compile(
          "(?<=\\.reflect\\.Generated(?:Serialization)?(?:Method|Constructor)Accessor)\\d+$");
  private static final Pattern PROXY = Pattern.compile("(?<=^|\\.)\\$Proxy\\d+$");
  private static final Pattern PROXY_PACKAGE =
      Pattern.compile("^((?:jdk|com\\.sun)\\.proxy)\\d+\\.");

  private StableNames() {}

  /**
   * The stable form of a class name, which is the name itself unless the class was generated.
   *
   * @param className a binary name with dots, such as {@code java.util.Map$Entry}
   */
  public static String of(String className) {
    if (!GENERATED.matcher(className).find()) {
      return className;
    }
    String name = HIDDEN.matcher(className).replaceFirst("");
    name = HIDDEN_HOST.matcher(name).replaceAll("");
    name = LAMBDA.matcher(name).replaceAll("\\$\\$Lambda");
    name = FORM.matcher(name).replaceFirst("");
    name = ACCESSOR.matcher(name).replaceFirst("");
    if (PROXY.matcher(name).find()) {
      name = PROXY.matcher(name).replaceFirst("\\$Proxy");
      name = PROXY_PACKAGE.matcher(name).replaceFirst("$1.");
    }
    return name.isEmpty() ? className : name;
  }
}
