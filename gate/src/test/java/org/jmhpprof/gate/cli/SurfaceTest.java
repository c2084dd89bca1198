// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jmhpprof.gate.model.Verdict.ExitStatus;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What users see and scripts rely on is what docs/surface/gate.txt says. */
class SurfaceTest {
  private static final Path LIST = Path.of("../docs/surface/gate.txt");
  private static final Path SCHEMA =
      Path.of("src/main/resources/org/jmhpprof/gate/report/report.schema.json");

  @Test
  void theSurfaceIsThatOfTheList() throws IOException {
    List<String> found = surface();
    if (Boolean.getBoolean("surface.write")) {
      Files.write(LIST, found);
    }
    List<String> listed = Files.readAllLines(LIST);
    List<String> differences = new ArrayList<>();
    listed.stream().filter(line -> !found.contains(line)).forEach(l -> differences.add("- " + l));
    found.stream().filter(line -> !listed.contains(line)).forEach(l -> differences.add("+ " + l));
    assertEquals(
        "",
        String.join("\n", differences),
        "differs from docs/surface/gate.txt; if that is meant: docs/compatibility.md\n");
    assertEquals(found, listed, "the order");
  }

  private static List<String> surface() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, CommandLine> command : Gate.commands().subcommands().entrySet()) {
      arguments(lines, command.getKey(), command.getValue().getCommandSpec());
    }
    for (ExitStatus status : ExitStatus.values()) {
      lines.add("exit status " + status.code() + " " + status);
    }
    JsonNode schema = new ObjectMapper().readTree(SCHEMA.toFile());
    properties(lines, "report", schema);
    schema
        .get("$defs")
        .properties()
        .forEach(def -> properties(lines, def.getKey(), def.getValue()));
    return lines;
  }

  private static void arguments(List<String> lines, String command, CommandSpec spec) {
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      lines.add("command " + command + " " + parameter.paramLabel());
    }
    List<OptionSpec> options = new ArrayList<>(spec.options());
    options.sort(Comparator.comparing(OptionSpec::longestName));
    for (OptionSpec option : options) {
      String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
      String otherwise = option.defaultValue() == null ? "" : " = " + option.defaultValue();
      String required = option.required() ? " required" : "";
      lines.add(
          "option %s %s%s%s%s"
              .formatted(command, String.join(" ", option.names()), value, otherwise, required));
    }
  }

  /** The properties of one of the objects of report.json, or the constants of one of its words. */
  private static void properties(List<String> lines, String name, JsonNode definition) {
    for (JsonNode constant : definition.path("enum")) {
      lines.add("report.json " + name + ": \"" + constant.asText() + "\"");
    }
    for (Map.Entry<String, JsonNode> property : definition.path("properties").properties()) {
      lines.add("report.json " + name + "." + property.getKey() + ": " + type(property.getValue()));
    }
  }

  private static String type(JsonNode property) {
    if (property.has("$ref")) {
      return property.get("$ref").asText().replaceFirst(".*/", "");
    }
    if (property.has("items")) {
      return "array of " + type(property.get("items"));
    }
    JsonNode type = property.path("type");
    return type.isArray() ? String.join(" or ", texts(type)) : type.asText("any");
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
