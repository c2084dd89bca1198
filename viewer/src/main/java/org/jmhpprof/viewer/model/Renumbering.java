// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Matches lambda bodies and anonymous classes that an edit has renumbered.
 *
 * <p>The compiler counts them: one more in front, and {@code lambda$parse$1} is {@code
 * lambda$parse$2}. Where both sides use the same numbers they are taken for the same; where they
 * use as many, they correspond in order; else they cannot be told apart and become one, {@code
 * lambda$parse$*}.
 */
public final class Renumbering {
  /** Nothing is renumbered. */
  static final Renumbering NONE = new Renumbering(Map.of(), Map.of());

  /** Numbers below this share of their family's cost are left out of the matching. */
  private static final double RARE = 0.01;

  private static final Pattern NUMBERED =
      Pattern.compile("^(.*\\.lambda\\$.+\\$|[^\\[]*?\\$)(\\d+)((?:\\$[^.]*)?\\.[^.]+)?$");

  private final Map<String, Map<String, String>> baseNames = new HashMap<>();
  private final Map<String, Map<String, String>> headNames = new HashMap<>();

  /**
   * Looks at all functions of both sides.
   *
   * @param base what each costs, by its name
   * @param head likewise
   */
  public Renumbering(Map<String, Double> base, Map<String, Double> head) {
    Map<String, SortedMap<Integer, Double>> inBase = families(base);
    Map<String, SortedMap<Integer, Double>> inHead = families(head);
    for (String family : inBase.keySet()) {
      SortedMap<Integer, Double> other = inHead.get(family);
      if (other != null) {
        match(family, inBase.get(family), other);
      }
    }
  }

  private void match(
      String family, SortedMap<Integer, Double> base, SortedMap<Integer, Double> head) {
    List<Integer> before = common(base);
    List<Integer> after = common(head);
    if (before.equals(after)) {
      return;
    }
    Map<String, String> ofBase = new HashMap<>();
    Map<String, String> ofHead = new HashMap<>();
    if (before.size() == after.size()) {
      for (int i = 0; i < before.size(); i++) {
        ofBase.put(before.get(i).toString(), after.get(i).toString());
      }
    } else {
      base.keySet().forEach(number -> ofBase.put(number.toString(), "*"));
      head.keySet().forEach(number -> ofHead.put(number.toString(), "*"));
    }
    baseNames.put(family, ofBase);
    headNames.put(family, ofHead);
  }

  private static List<Integer> common(SortedMap<Integer, Double> costs) {
    double all = costs.values().stream().mapToDouble(Double::doubleValue).sum();
    List<Integer> numbers = new ArrayList<>();
    costs.forEach(
        (number, cost) -> {
          if (cost >= RARE * all) {
            numbers.add(number);
          }
        });
    return numbers;
  }

  private static Map<String, SortedMap<Integer, Double>> families(Map<String, Double> costs) {
    Map<String, SortedMap<Integer, Double>> families = new HashMap<>();
    costs.forEach(
        (function, cost) -> {
          Matcher numbered = NUMBERED.matcher(function);
          if (numbered.matches() && numbered.group(2).length() < 9) {
            families
                .computeIfAbsent(numbered.group(1), family -> new TreeMap<>())
                .merge(Integer.valueOf(numbered.group(2)), cost, Double::sum);
          }
        });
    return families;
  }

  /** Whether all functions keep their names. */
  boolean isEmpty() {
    return baseNames.isEmpty() && headNames.isEmpty();
  }

  /** The name that a function of base has in head. */
  public String ofBase(String function) {
    return name(function, baseNames);
  }

  /** The name of a function of head: its own, unless it cannot be told apart from others. */
  public String ofHead(String function) {
    return name(function, headNames);
  }

  private static String name(String function, Map<String, Map<String, String>> names) {
    if (names.isEmpty()) {
      return function;
    }
    Matcher numbered = NUMBERED.matcher(function);
    if (!numbered.matches()) {
      return function;
    }
    String number = names.getOrDefault(numbered.group(1), Map.of()).get(numbered.group(2));
    String rest = numbered.group(3) == null ? "" : numbered.group(3);
    return number == null ? function : numbered.group(1) + number + rest;
  }
}
