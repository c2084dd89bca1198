// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jmhpprof.gate.model.Settings;

/**
 * A value in a JSON file, and where it stands.
 *
 * @param where {@code file.json[3].primaryMetric.score}
 * @param broken whether its writer breaks lines inside strings
 */
record Field(String where, JsonNode node, boolean broken) {
  private static final Pattern BREAK = Pattern.compile("\\s*\\n\\s*");

  /** Old versions of JMH broke lines inside strings; of these there were files to look at. */
  private static final Pattern UNBROKEN =
      Pattern.compile("1\\.(29|[3-9]\\d|\\d{3,})(\\D.*)?|[2-9].*");

  /** What to expect where Jackson expects one of these. */
  private static final Map<Class<?>, String> WORDS =
      Map.of(
          String.class, "a string",
          Boolean.class, "true or false",
          int.class, "a whole number, 0 or more",
          double.class, "a number",
          Settings.Correction.class, "holm, bh or none");

  Field(String where, JsonNode node) {
    this(where, node, false);
  }

  /** The same, written by a version of JMH. */
  Field writtenBy(String jmhVersion) {
    return new Field(where, node, !UNBROKEN.matcher(jmhVersion).matches());
  }

  private Field child(String name, JsonNode child) {
    return new Field(where + name, child, broken);
  }

  /** A member that may be missing or null. */
  Optional<Field> find(String name) {
    JsonNode child = node.get(name);
    return child == null || child.isNull()
        ? Optional.empty()
        : Optional.of(child("." + name, child));
  }

  Field get(String name) throws BadInput {
    Optional<Field> found = find(name);
    if (found.isEmpty()) {
      throw new BadInput(where + "." + name + ": missing");
    }
    return found.get();
  }

  Field object() throws BadInput {
    return require(node.isObject(), "an object");
  }

  String text() throws BadInput {
    return unbroken(require(node.isTextual(), "a string").node.textValue());
  }

  /** A string, or a number or boolean as it is written. */
  String scalar() throws BadInput {
    return unbroken(require(node.isValueNode(), "a plain value").node.asText());
  }

  private String unbroken(String text) {
    return !broken || text.indexOf('\n') < 0 ? text : BREAK.matcher(text).replaceAll("");
  }

  int count() throws BadInput {
    boolean whole = node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0;
    return require(whole, "a whole number, 0 or more").node.intValue();
  }

  /** A number, or one of the words that JMH puts where JSON has no number. */
  double number() throws BadInput {
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return switch (node.isTextual() ? node.textValue() : "") {
      case "NaN" -> Double.NaN;
      case "+INF", "INF", "Infinity", "+Infinity" -> Double.POSITIVE_INFINITY;
      case "-INF", "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw unexpected("a number");
    };
  }

  List<Field> items() throws BadInput {
    require(node.isArray(), "an array");
    List<Field> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(child("[" + i + "]", node.get(i)));
    }
    return items;
  }

  Map<String, Field> members() throws BadInput {
    Map<String, Field> members = new TreeMap<>();
    for (Map.Entry<String, JsonNode> member : object().node.properties()) {
      members.put(member.getKey(), child("." + member.getKey(), member.getValue()));
    }
    return members;
  }

  private Field require(boolean condition, String what) throws BadInput {
    if (!condition) {
      throw unexpected(what);
    }
    return this;
  }

  /**
   * The value as a record.
   *
   * @param reader of the record; a creator in it says by the message of an {@code
   *     IllegalArgumentException} what it expects
   * @throws BadInput naming the field that does not fit
   */
  <T> T bound(ObjectReader reader) throws BadInput {
    try {
      return reader.readValue(withoutNulls(node));
    } catch (JsonMappingException e) {
      throw mistake(e);
    } catch (IOException e) {
      throw new IllegalStateException("a tree in memory can always be read", e);
    }
  }

  /** Null says no more than that nothing is said. */
  private static JsonNode withoutNulls(JsonNode node) {
    node.forEach(Field::withoutNulls);
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(member -> member.getValue().isNull());
    }
    return node;
  }

  private BadInput mistake(JsonMappingException cause) {
    Field at = this;
    for (JsonMappingException.Reference step : cause.getPath()) {
      at =
          step.getFieldName() == null
              ? at.child("[" + step.getIndex() + "]", at.node.path(step.getIndex()))
              : at.child("." + step.getFieldName(), at.node.path(step.getFieldName()));
    }
    if (cause instanceof UnrecognizedPropertyException unknown) {
      String known =
          unknown.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .sorted()
              .collect(Collectors.joining(", "));
      return new BadInput(at.where + ": no such setting; known are " + known);
    }
    if (at.node.isMissingNode()) {
      return new BadInput(at.where + ": missing");
    }
    if (cause.getCause() instanceof IllegalArgumentException ours) {
      return at.unexpected(ours.getMessage());
    }
    Class<?> type =
        cause instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
            ? mismatch.getTargetType()
            : Object.class;
    return at.unexpected(
        WORDS.getOrDefault(
            type, Collection.class.isAssignableFrom(type) ? "an array" : "an object"));
  }

  BadInput unexpected(String what) {
    String found = node.toString();
    String shown = found.length() <= 40 ? found : found.substring(0, 40) + "...";
    return new BadInput(where + ": expected " + what + ", found " + shown);
  }
}
