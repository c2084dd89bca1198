// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An option that only the native sampler meets.
 *
 * @param option as it was given
 * @param reason why JFR does not, in a few words
 */
record NativeOnly(String option, String reason) {
  private record Rule(String key, Set<String> allowed, String reason) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule("clock", Set.of("auto"), "JFR has its own clock"),
          new Rule("native", Set.of("off"), "JFR has no frames of native code"),
          new Rule("kernel", Set.of("off"), "JFR has no frames of the kernel"),
          new Rule("buffer", Set.of(), "JFR has its own buffers"),
          new Rule("vthreads", Set.of("quiet"), "JFR uses no agent"),
          new Rule("alloc-interval", Set.of(), "JFR takes a sample when a thread's buffer is full"),
          new Rule("live", Set.of("off"), "JFR does not say which objects are alive"),
          new Rule("wall-interval", Set.of(), "JFR tells no wall time"),
          new Rule("wall-idle", Set.of(), "JFR tells no wall time"));

  /**
   * The first one; null if there is none.
   *
   * @param given the checked options by their keys
   */
  static NativeOnly in(Map<String, String> given) {
    List<String> events = List.of(given.getOrDefault("event", "").split("[ ,]+"));
    if (events.contains("wall") || events.contains("all")) {
      return new NativeOnly("event=" + given.get("event"), "JFR tells no wall time");
    }
    for (Rule rule : RULES) {
      String value = given.get(rule.key);
      if (value != null && !rule.allowed.contains(value)) {
        return new NativeOnly(rule.key + "=" + OneLine.of(value), rule.reason);
      }
    }
    return null;
  }
}
