// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Jackson as it is used here: strict, and with errors of one line. */
final class JsonText {
  /** JMH up to 1.2x breaks lines at every comma and bracket, also inside strings. */
  private static final ObjectMapper STRICT =
      mapper(JsonFactory.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build());

  /** For values that others follow. */
  private static final ObjectReader ELEMENTS =
      STRICT.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final ObjectMapper WITH_COMMENTS =
      mapper(
          JsonFactory.builder()
              .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
              .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
              .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
              .build());

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
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build();
  }

  private JsonText() {}

  /** What reads the elements of an array, one at a time. */
  @FunctionalInterface
  interface ElementReader {
    void read(Field element) throws BadInput;
  }

  /** Reads a file that must be an array, however long, element by element. */
  static void readArray(Path file, ElementReader reader) throws BadInput {
    try (JsonParser parser = STRICT.createParser(file.toFile())) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_ARRAY) {
        throw new BadInput(
            file + ": not a JMH result file: " + (first == null ? "empty" : "no JSON array"));
      }
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        JsonNode element = ELEMENTS.readTree(parser);
        if (element == null) {
          throw new BadInput(file + ": cut off: its array has no end");
        }
        reader.read(new Field(file + "[" + i + "]", element));
      }
      if (parser.nextToken() != null) {
        throw new BadInput(file + ": something follows the array");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Reads a file of ours, of which a later version may know more. */
  static <T> T read(Path file, TypeReference<T> type) throws BadInput {
    return read(file, STRICT)
        .bound(STRICT.readerFor(type).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
  }

  /** Reads a line of such a file. */
  static <T> T read(String place, String line, Class<T> type) throws BadInput {
    try {
      return new Field(place, STRICT.readTree(line))
          .bound(STRICT.readerFor(type).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
    } catch (JsonProcessingException e) {
      throw new BadInput(place + ": not readable as JSON: " + e.getOriginalMessage());
    }
  }

  /** A value in one line. */
  static String line(Object value) throws IOException {
    return STRICT.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
  }

  /** Reads a file that a person wrote. */
  static Field readWithComments(Path file) throws BadInput {
    return read(file, WITH_COMMENTS);
  }

  /** What binds such a file's value, and knows all that may be in it. */
  static ObjectReader readerFor(Class<?> type) {
    return WITH_COMMENTS.readerFor(type);
  }

  private static Field read(Path file, ObjectMapper mapper) throws BadInput {
    try {
      JsonNode node = mapper.readTree(Files.readAllBytes(file));
      if (node.isMissingNode()) {
        throw new BadInput(file + ": empty");
      }
      return new Field(file.toString(), node);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static void write(Path file, Object value) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    STRICT.writeValue(temporary.toFile(), value);
    Files.move(
        temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static BadInput unreadable(Path file, IOException cause) {
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
