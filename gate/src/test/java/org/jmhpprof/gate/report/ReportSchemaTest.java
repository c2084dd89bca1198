// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The schema in the jar is made from the records of the report and their comments. */
class ReportSchemaTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path SCHEMA =
      Path.of("src/main/resources/org/jmhpprof/gate/report/report.schema.json");

  @Test
  void theSchemaIsThatOfTheRecords() throws IOException {
    String generated = JsonReport.text(generate());
    if (Boolean.getBoolean("schema.write")) {
      Files.writeString(SCHEMA, generated);
    }
    assertEquals(generated, Files.readString(SCHEMA), "-Dschema.write=true writes it anew");
  }

  private static ObjectNode generate() {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(
                JsonReport.JSON, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(
                Option.DEFINITIONS_FOR_ALL_OBJECTS,
                Option.FLATTENED_OPTIONALS,
                Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
            .without(Option.FLATTENED_ENUMS, Option.SIMPLIFIED_ENUMS);
    config
        .forFields()
        .withRequiredCheck(field -> !field.getName().equals("attribution"))
        .withNullableCheck(ReportSchemaTest::mayBeNull)
        .withDescriptionResolver(
            field ->
                Optional.of(field.getDeclaringType().getErasedType())
                    .filter(record -> !field.isFakeContainerItemScope())
                    .flatMap(ReportSchemaTest::comment)
                    .flatMap(text -> ofParameter(text, field.getName()))
                    .orElse(null));
    config
        .forTypesInGeneral()
        .withPropertySorter((one, two) -> 0)
        .withDescriptionResolver(
            type -> comment(type.getType().getErasedType()).map(t -> plain(t, 0)).orElse(null))
        .withCustomDefinitionProvider(
            (type, context) ->
                type.getErasedType().isEnum()
                    ? new CustomDefinition(constants(type.getErasedType()))
                    : null);
    return new SchemaGenerator(config.build()).generateSchema(JsonReport.class);
  }

  /** As reports write them. */
  private static ObjectNode constants(Class<?> type) {
    ObjectNode node = JsonReport.JSON.createObjectNode().put("type", "string");
    node.set("enum", JsonReport.JSON.valueToTree(type.getEnumConstants()));
    return node;
  }

  /** What is no number, and what is not there. */
  private static boolean mayBeNull(FieldScope field) {
    Class<?> type = field.getDeclaredType().getErasedType();
    return type == double.class || type == Optional.class;
  }

  /** The comment in front of a record of ours. */
  private static Optional<String> comment(Class<?> type) {
    if (!type.isRecord() || !type.getName().startsWith("org.jmhpprof.")) {
      return Optional.empty();
    }
    Path file =
        SOURCES.resolve(type.getName().replace('.', '/').replaceFirst("\\$.*", "") + ".java");
    Pattern record =
        Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:public )?record " + type.getSimpleName() + "\\(",
            Pattern.DOTALL);
    try {
      Matcher matcher = record.matcher(Files.readString(file));
      return matcher.find()
          ? Optional.of(matcher.group(1).replaceAll("(?m)^\\s*\\* ?", "").strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> ofParameter(String comment, String name) {
    Matcher tag = Pattern.compile("@param " + name + "\\s+").matcher(comment);
    return tag.find() ? Optional.of(plain(comment, tag.end())) : Optional.empty();
  }

  /** One paragraph without markup, from some place on to the next tag. */
  private static String plain(String comment, int from) {
    String text =
        comment
            .substring(from)
            .split("\n\\s*(?:@param|\n)", 2)[0]
            .replaceAll("\\{@\\w+ ([^}]*)}", "$1")
            .replaceAll("\\s+", " ")
            .strip();
    String sentence = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }
}
