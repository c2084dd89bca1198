// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.viewer.json.JsonText;
import org.jmhpprof.viewer.model.Code;
import org.jmhpprof.viewer.model.Profiles;

/**
 * By what a page can choose samples: the labels with text, each a list of values. An entry has a
 * series, which is its file and a value of each label.
 */
final class Dimensions {
  /** With more values than this, the rest is one. */
  private static final int MOST_VALUES = 100;

  private static final String OTHERS = "(others)";
  private static final List<String> FIRST = List.of("phase", "thread", "state");

  private final List<String> keys = new ArrayList<>();
  private final List<Map<String, Integer>> values = new ArrayList<>();
  private final Map<List<Integer>, Integer> series = new LinkedHashMap<>();
  private final int[] seriesOfTag;

  Dimensions(Profiles profiles) {
    Map<String, Integer> seen = new HashMap<>();
    for (int tag = 0; tag < profiles.tagCount(); tag++) {
      profiles.labels(tag).stream()
          .filter(label -> !label.text().isEmpty() && !label.key().equals("fork"))
          .forEach(label -> seen.merge(label.key(), 1, Integer::sum));
    }
    FIRST.stream().filter(key -> seen.remove(key) != null).forEach(keys::add);
    seen.keySet().stream().sorted().forEach(keys::add);
    keys.forEach(key -> values.add(new LinkedHashMap<>()));
    seriesOfTag = new int[profiles.tagCount()];
    for (int tag = 0; tag < seriesOfTag.length; tag++) {
      List<Integer> one = new ArrayList<>();
      one.add(profiles.sourceOf(tag));
      for (int i = 0; i < keys.size(); i++) {
        one.add(value(i, profiles.labels(tag)));
      }
      Integer known = series.putIfAbsent(one, series.size());
      seriesOfTag[tag] = known == null ? series.size() - 1 : known;
    }
  }

  private int value(int dimension, List<Code.Label> labels) {
    String text = "";
    for (Code.Label label : labels) {
      if (label.key().equals(keys.get(dimension)) && !label.text().isEmpty()) {
        text = label.text();
      }
    }
    Map<String, Integer> known = values.get(dimension);
    if (!known.containsKey(text) && known.size() >= MOST_VALUES) {
      text = OTHERS;
    }
    known.putIfAbsent(text, known.size());
    return known.get(text);
  }

  int seriesOf(int tag) {
    return seriesOfTag[tag];
  }

  void write(JsonText json) {
    json.key("dims").open('[');
    for (int i = 0; i < keys.size(); i++) {
      json.open('{').key("key").string(keys.get(i)).key("values").open('[');
      values.get(i).keySet().forEach(json::string);
      json.close(']').close('}');
    }
    json.close(']').key("series").open('[');
    for (List<Integer> one : series.keySet()) {
      json.open('[');
      one.forEach(value -> json.number((long) value));
      json.close(']');
    }
    json.close(']');
  }
}
