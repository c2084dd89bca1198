// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file that was read, and what it says of itself.
 *
 * @param kinds the columns of its samples
 * @param shown the column that readers show unless they are asked for another one
 * @param comments as they are in the file
 */
public record Source(
    Path file,
    List<ValueKind> kinds,
    int shown,
    ValueKind periodKind,
    long period,
    long timeNanos,
    long durationNanos,
    List<String> comments) {
  private static final String PARAM = "param.";

  /** The value of the first comment {@code key=value} of a key, "" if there is none. */
  public String comment(String key) {
    String start = key + "=";
    for (String comment : comments) {
      if (comment.startsWith(start)) {
        return comment.substring(start.length());
      }
    }
    return "";
  }

  /** How many operations its values are for; 0 if it does not say. */
  public long operations() {
    return number("ops");
  }

  /** The number of the fork, 0 if it does not say. */
  public long fork() {
    return number("fork");
  }

  private long number(String key) {
    String text = comment(key);
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  /** The benchmark with mode, threads and parameters; "" for a profile of something else. */
  public String benchmark() {
    String name = comment("benchmark");
    if (name.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(name).append(' ').append(comment("mode"));
    params().forEach((key, value) -> text.append(", ").append(key).append('=').append(value));
    String threads = comment("threads");
    if (!threads.isEmpty() && !threads.equals("1")) {
      text.append(", ").append(threads).append(" threads");
    }
    return text.toString();
  }

  /** The benchmark's parameters, by their names. */
  public SortedMap<String, String> params() {
    SortedMap<String, String> params = new TreeMap<>();
    for (String comment : comments) {
      int equals = comment.indexOf('=');
      if (comment.startsWith(PARAM) && equals > 0) {
        params.putIfAbsent(
            comment.substring(PARAM.length(), equals), comment.substring(equals + 1));
      }
    }
    return params;
  }

  /** The comments that all files of a list agree on. */
  static List<String> common(List<Source> sources) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    sources.forEach(
        source ->
            source.comments.stream()
                .distinct()
                .forEach(comment -> counts.merge(comment, 1, Integer::sum)));
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() == sources.size())
        .map(Map.Entry::getKey)
        .toList();
  }
}
