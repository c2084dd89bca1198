// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.ProfilerException;

/**
 * JMH's grammar of profiler options: {@code key=value} pairs separated by semicolons.
 *
 * <p>Each accessor takes its key out; {@link #requireNoMore} at the end finds the keys that nobody
 * knew. All errors are a {@link ProfilerException} of one line: what was written, what is allowed.
 */
final class OptionText {
  private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,18})([A-Za-z]*)");
  private static final Map<String, Long> NO_UNITS = Map.of("", 1L);
  private static final Map<String, Long> TIME_UNITS =
      Map.of("", 1L, "ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L);
  private static final Map<String, Long> BYTE_UNITS =
      Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);

  private final Map<String, String> given;
  private final Map<String, String> left;
  private final List<String> known = new ArrayList<>();
  private final boolean help;

  private OptionText(Map<String, String> given, boolean help) {
    this.given = given;
    this.left = new LinkedHashMap<>(given);
    this.help = help;
  }

  static OptionText parse(String text) throws ProfilerException {
    Map<String, String> given = new LinkedHashMap<>();
    boolean help = false;
    for (String part : text.split(";")) {
      String option = part.strip();
      int equals = option.indexOf('=');
      if (option.equals("help")) {
        help = true;
      } else if (equals < 0) {
        if (!option.isEmpty()) {
          given.put(option, null);
        }
      } else {
        String key = option.substring(0, equals).strip();
        if (given.put(key, option.substring(equals + 1).strip()) != null) {
          throw new ProfilerException("pprof: " + key + " is given twice, once is allowed");
        }
      }
    }
    return new OptionText(given, help);
  }

  boolean help() {
    return help;
  }

  /** All that was written, by key. */
  Map<String, String> given() {
    return Collections.unmodifiableMap(given);
  }

  Path path(String key, Path otherwise) throws ProfilerException {
    return read(key, otherwise, "a path", Path::of);
  }

  /** What a function makes of a value; it throws {@link IllegalArgumentException} if it cannot. */
  <T> T read(String key, T otherwise, String allowed, Function<String, T> reader)
      throws ProfilerException {
    String value = take(key, allowed);
    if (value == null) {
      return otherwise;
    }
    try {
      return reader.apply(value);
    } catch (IllegalArgumentException e) {
      throw refused(key, value, allowed);
    }
  }

  /** A time, in the unit that is written behind it or else in nanoseconds. */
  long nanos(String key, long otherwise, long min, long max) throws ProfilerException {
    String allowed = time(min) + " to " + time(max) + ", in ns or with a unit (ns, us, ms, s)";
    return quantity(key, TIME_UNITS, otherwise, min, max, allowed);
  }

  /** A number of bytes. */
  int bytes(String key, int otherwise, int min, int max) throws ProfilerException {
    String allowed =
        size(min) + " to " + size(max) + ", a number of bytes or with a unit (K, M, G)";
    return (int) quantity(key, BYTE_UNITS, otherwise, min, max, allowed);
  }

  int count(String key, int otherwise, int min, int max) throws ProfilerException {
    return (int) quantity(key, NO_UNITS, otherwise, min, max, min + " to " + max);
  }

  /** One of the constants of an enum, written in lower case. */
  <E extends Enum<E>> E choice(String key, E otherwise, E[] all) throws ProfilerException {
    String allowed = Arrays.stream(all).map(OptionText::word).collect(Collectors.joining(", "));
    String value = take(key, allowed);
    if (value == null) {
      return otherwise;
    }
    for (E each : all) {
      if (word(each).equals(value)) {
        return each;
      }
    }
    throw refused(key, value, allowed);
  }

  /** Some of the constants of an enum, with commas between, or {@code all}. */
  <E extends Enum<E>> Set<E> choices(String key, Set<E> otherwise, E[] all)
      throws ProfilerException {
    String allowed =
        Arrays.stream(all).map(OptionText::word).collect(Collectors.joining(", "))
            + ", several with a comma between, or all";
    String value = take(key, allowed);
    if (value == null) {
      return otherwise;
    }
    Map<String, E> byWord = new LinkedHashMap<>();
    for (E each : all) {
      byWord.put(word(each), each);
    }
    if (value.equals("all")) {
      return EnumSet.copyOf(byWord.values());
    }
    List<E> chosen = new ArrayList<>();
    for (String word : value.split(",", -1)) {
      E each = byWord.get(word.strip());
      if (each == null) {
        throw refused(key, value, allowed);
      }
      chosen.add(each);
    }
    return EnumSet.copyOf(chosen);
  }

  /** Fails if an option was given that no accessor asked for. */
  void requireNoMore() throws ProfilerException {
    for (String key : left.keySet()) {
      throw new ProfilerException(
          "pprof: unknown option \""
              + OneLine.of(key)
              + "\", allowed are "
              + String.join(", ", known)
              + ", help");
    }
  }

  private long quantity(
      String key, Map<String, Long> units, long otherwise, long min, long max, String allowed)
      throws ProfilerException {
    String value = take(key, allowed);
    if (value == null) {
      return otherwise;
    }
    Matcher matcher = QUANTITY.matcher(value);
    Long unit = matcher.matches() ? units.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw refused(key, value, allowed);
    }
    long number = Long.parseLong(matcher.group(1));
    if (number > max / unit || number * unit < min) {
      throw refused(key, value, allowed);
    }
    return number * unit;
  }

  /** The value of a key, null if it was not given. */
  private String take(String key, String allowed) throws ProfilerException {
    known.add(key);
    if (!left.containsKey(key)) {
      return null;
    }
    String value = left.remove(key);
    if (value == null || value.isEmpty()) {
      throw refused(key, "", allowed);
    }
    return value;
  }

  private static ProfilerException refused(String key, String value, String allowed) {
    // A password in an address belongs in no log.
    String shown = OneLine.of(value).replaceFirst("//.*@", "//...@");
    return new ProfilerException(
        "pprof: " + key + "=" + shown + " is not allowed, allowed is " + allowed);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String time(long nanos) {
    if (nanos % 1_000_000_000 == 0) {
      return nanos / 1_000_000_000 + "s";
    }
    return nanos % 1_000_000 == 0 ? nanos / 1_000_000 + "ms" : nanos / 1_000 + "us";
  }

  /** A number of bytes, with a unit. */
  static String size(int bytes) {
    if (bytes % (1 << 30) == 0) {
      return (bytes >> 30) + "G";
    }
    return bytes % (1 << 20) == 0 ? (bytes >> 20) + "M" : (bytes >> 10) + "K";
  }
}
