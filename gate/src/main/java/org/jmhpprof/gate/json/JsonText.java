// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jmhpprof.gate.model.Settings;

/** Jackson as the gate reads with it: strict, and with errors of one line that say where. */
final class JsonText {
  /** JMH up to 1.2x breaks lines at every comma and bracket, also inside strings. */
  static final ObjectMapper STRICT =
      mapper(JsonFactory.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build());

  private static final ObjectReader FORGIVING =
      STRICT.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final ObjectMapper WITH_COMMENTS =
      mapper(
          JsonFactory.builder()
              .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
              .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
              .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
              .build());

  /** What to expect where Jackson expects one of these. */
  private static final Map<Class<?>, String> WORDS =
      Map.of(
          String.class, "a string",
          Boolean.class, "true or false",
          Integer.class, "a whole number, 0 or more",
          Double.class, "a number",
          Settings.Correction.class, "holm, bh or none");

  private static ObjectMapper mapper(JsonFactory factory) {
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                Stream.of(
                        CoercionInputShape.Integer,
                        CoercionInputShape.Float,
                        CoercionInputShape.Boolean)
                    .forEach(shape -> text.setCoercion(shape, CoercionAction.Fail)))
        .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
        .enable(SerializationFeature.INDENT_OUTPUT)
        .addModule(
            new SimpleModule()
                .addDeserializer(Double.class, new NumberOrWord())
                .addDeserializer(double.class, new NumberOrWord())
                .addDeserializer(Integer.class, new Count())
                .addDeserializer(int.class, new Count()))
        .build();
  }

  /** A number, or one of the words that JMH puts where JSON has no number. */
  private static final class NumberOrWord extends JsonDeserializer<Double> {
    @Override
    public Double deserialize(JsonParser parser, DeserializationContext all) throws IOException {
      if (parser.currentToken().isNumeric()) {
        return parser.getDoubleValue();
      }
      return switch (parser.hasToken(JsonToken.VALUE_STRING) ? parser.getText() : "") {
        case "NaN" -> Double.NaN;
        case "+INF", "INF", "Infinity", "+Infinity" -> Double.POSITIVE_INFINITY;
        case "-INF", "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> (Double) all.handleUnexpectedToken(Double.class, parser);
      };
    }
  }

  private static final class Count extends JsonDeserializer<Integer> {
    @Override
    public Integer deserialize(JsonParser parser, DeserializationContext all) throws IOException {
      return parser.hasToken(JsonToken.VALUE_NUMBER_INT)
              && parser.getNumberType() == JsonParser.NumberType.INT
              && parser.getIntValue() >= 0
          ? Integer.valueOf(parser.getIntValue())
          : (Integer) all.handleUnexpectedToken(Integer.class, parser);
    }
  }

  private JsonText() {}

  /** Reads a file of ours, of which a later version may know more. */
  static <T> T read(Path file, TypeReference<T> type) throws BadInput {
    return bound(file.toString(), tree(file, STRICT), FORGIVING.forType(type));
  }

  /** Reads a line of such a file. */
  static <T> T read(String place, String line, Class<T> type) throws BadInput {
    try {
      return bound(place, STRICT.readTree(line), type);
    } catch (JsonProcessingException e) {
      throw new BadInput(place + ": not readable as JSON: " + e.getOriginalMessage());
    }
  }

  /** Reads a file that a person wrote, and knows all that may be in it. */
  static <T> T readWithComments(Path file, Class<T> type) throws BadInput {
    return bound(file.toString(), tree(file, WITH_COMMENTS), WITH_COMMENTS.readerFor(type));
  }

  /** A value in one line. */
  static String line(Object value) throws IOException {
    return STRICT.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
  }

  /** A value as a record; what the record does not name is ignored. */
  static <T> T bound(String where, JsonNode node, Class<T> type) throws BadInput {
    return bound(where, node, FORGIVING.forType(type));
  }

  /**
   * A value as a record.
   *
   * @param reader of the record; a creator in it says by the message of an {@code
   *     IllegalArgumentException} what it expects
   * @throws BadInput naming the field that does not fit
   */
  private static <T> T bound(String where, JsonNode node, ObjectReader reader) throws BadInput {
    try {
      return reader.readValue(withoutNulls(node));
    } catch (JsonMappingException e) {
      throw mistake(where, node, e);
    } catch (IOException e) {
      throw new IllegalStateException("a tree in memory can always be read", e);
    }
  }

  /** Null says no more than that nothing is said. */
  private static JsonNode withoutNulls(JsonNode node) {
    node.forEach(JsonText::withoutNulls);
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(member -> member.getValue().isNull());
    }
    return node;
  }

  private static BadInput mistake(String file, JsonNode root, JsonMappingException cause) {
    String where = file;
    JsonNode node = root;
    for (JsonMappingException.Reference step : cause.getPath()) {
      String name = step.getFieldName();
      where += name == null ? "[" + step.getIndex() + "]" : "." + name;
      node = name == null ? node.path(step.getIndex()) : node.path(name);
    }
    if (cause instanceof UnrecognizedPropertyException unknown) {
      String known =
          unknown.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .sorted()
              .collect(Collectors.joining(", "));
      return new BadInput(where + ": no such setting; known are " + known);
    }
    if (node.isMissingNode()) {
      return new BadInput(where + ": missing");
    }
    if (cause instanceof InvalidNullException) {
      return BadInput.unexpected(where, "a value", node.toString());
    }
    if (cause.getCause() instanceof IllegalArgumentException ours) {
      return BadInput.unexpected(where, ours.getMessage(), node.toString());
    }
    Class<?> type =
        cause instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
            ? mismatch.getTargetType()
            : Object.class;
    String expected = Collection.class.isAssignableFrom(type) ? "an array" : "an object";
    return BadInput.unexpected(where, WORDS.getOrDefault(type, expected), node.toString());
  }

  private static JsonNode tree(Path file, ObjectMapper mapper) throws BadInput {
    try {
      JsonNode node = mapper.readTree(Files.readAllBytes(file));
      if (node.isMissingNode()) {
        throw new BadInput(file + ": empty");
      }
      return node;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Writes a file, all or nothing. */
  static void write(Path file, Object value) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    STRICT.writeValue(temporary.toFile(), value);
    Files.move(
        temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A file that cannot be read, or is not JSON. */
  static BadInput unreadable(Path file, IOException cause) {
    if (cause instanceof JsonProcessingException json) {
      JsonLocation at = json.getLocation();
      String place = at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
      return new BadInput(file + place + ": not readable as JSON: " + json.getOriginalMessage());
    }
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return new BadInput(file + ": no such file, or not readable");
    }
    return new BadInput(file + ": cannot be read: " + cause);
  }
}
