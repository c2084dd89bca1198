// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.report.CiReports.JunitReport;
import org.jmhpprof.gate.report.CiReports.SarifReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Each format is what its readers expect. */
class ReportFormatsTest {
  private static String resource(String name) throws IOException {
    try (InputStream in = ReportFormatsTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<Error> errors(String schemaName, String json) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(resource(schemaName), InputFormat.JSON);
    return schema.validate(json, InputFormat.JSON);
  }

  @Test
  void jsonObeysItsSchema() throws IOException {
    String schema = "report.schema.json";
    assertEquals(List.of(), errors(schema, JsonReport.text(Samples.report())));
    assertEquals(List.of(), errors(schema, JsonReport.text(Samples.large(3))));
    String wrong = JsonReport.text(Samples.report()).replace("\"headValue\"", "\"headvalue\"");
    assertFalse(errors(schema, wrong).isEmpty(), "the schema can fail");
  }

  @Test
  void jsonHasTheFunctionsAndTheyAddUp() throws IOException {
    JsonNode report = new ObjectMapper().readTree(JsonReport.text(Samples.report()));
    JsonNode attribution = report.at("/comparisons/0/attribution");
    double sum = attribution.at("/otherFunctions/difference").asDouble();
    for (JsonNode function : attribution.get("functions")) {
      sum += function.at("/self/difference").asDouble();
    }
    assertEquals(attribution.at("/cpu/difference").asDouble(), sum, 1e-6);
    assertEquals("demo.Work.guilty", attribution.at("/suspects/0/function").asText());
    assertEquals("demo/Bench.java", attribution.at("/suspects/0/file").asText());
  }

  @Test
  void sarifObeysItsSchemaAndPointsAtTheUsersFrame() throws IOException {
    String text = SarifReport.text(Samples.report());
    assertEquals(List.of(), errors("/schema/sarif-schema-2.1.0.json", text));
    assertFalse(
        errors("/schema/sarif-schema-2.1.0.json", text.replace("\"2.1.0\"", "\"9\"")).isEmpty(),
        "the schema can fail");
    JsonNode results = new ObjectMapper().readTree(text).at("/runs/0/results");
    assertEquals(4, results.size(), "regressed, missing, incomparable, inconclusive");
    JsonNode first = results.get(0);
    assertEquals("perf/regression", first.get("ruleId").asText());
    assertEquals("error", first.get("level").asText());
    JsonNode place = first.at("/locations/0/physicalLocation");
    assertEquals("src/main/java/demo/Bench.java", place.at("/artifactLocation/uri").asText());
    assertEquals(12, place.at("/region/startLine").asInt());
    assertEquals(
        "src/main/java/demo/Bench.java",
        results.get(1).at("/locations/0/physicalLocation/artifactLocation/uri").asText(),
        "without a blamed frame, the file of the benchmark");
  }

  @Test
  void junitCountsWhatCiCounts() throws Exception {
    String text = JunitReport.text(Samples.report());
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    Element suite = document.getDocumentElement();
    assertEquals("8", suite.getAttribute("tests"));
    assertEquals("2", suite.getAttribute("failures"));
    assertEquals(2, suite.getElementsByTagName("failure").getLength());
    assertEquals("1", suite.getAttribute("errors"));
    assertEquals("3", suite.getAttribute("skipped"));
    Element first = (Element) suite.getElementsByTagName("testcase").item(0);
    assertEquals("demo.Bench", first.getAttribute("classname"));
    assertEquals("run:avgt", first.getAttribute("name"));
    Element failure = (Element) first.getElementsByTagName("failure").item(0);
    assertEquals("regressed", failure.getAttribute("type"));
    assertTrue(failure.getTextContent().startsWith("demo.Work.guilty explains"), text);
  }

  @Test
  void twoPackagesNamesakesAreTwo() throws Exception {
    JsonNode results =
        new ObjectMapper().readTree(SarifReport.text(Samples.namesakes())).at("/runs/0/results");
    assertEquals("perf/failed", results.get(0).get("ruleId").asText());
    assertEquals(1, results.get(0).get("ruleIndex").asInt());
    assertTrue(results.get(0).at("/message/text").asText().startsWith("one.Bench.sort [size=10]"));
    assertFalse(
        results
            .get(0)
            .at("/partialFingerprints")
            .equals(results.get(1).at("/partialFingerprints")));
    String markdown = MarkdownReport.text(Samples.namesakes());
    assertTrue(markdown.contains("one.Bench.sort") && markdown.contains("two.Bench.sort"));
    String html = HtmlReport.text(Samples.namesakes());
    assertTrue(html.contains("\"display\":\"two.Bench.sort [size=10] avgt\""));
    assertEquals(List.of(), errors("report.schema.json", JsonReport.text(Samples.namesakes())));
    assertEquals(Verdict.FAILED, Samples.namesakes().worst());
  }

  @Test
  void markdownSaysTheVerdictFirstAndEscapesTheRest() {
    String text = MarkdownReport.text(Samples.report());
    assertTrue(text.startsWith("<!-- jmh-pprof-gate -->\n## Performance gate: regressed\n"), text);
    assertTrue(text.contains("`demo.Work.guilty` (Bench.java:12): +"), text);
    assertFalse(text.replace("\\`", "").replaceAll("`[^`]*`", "").contains("<img"), text);
    assertFalse(text.contains("\u0000"), text);
    int rows = 0;
    for (String line : text.split("\n")) {
      if (line.matches(
          "\\| (\\*\\*)?(regressed|improved|missing|incomparable|new|ok|inconclusive)\\b.*")) {
        assertEquals(9, line.replace("\\|", "").chars().filter(c -> c == '|').count(), line);
        rows++;
      }
    }
    assertEquals(7, rows, text);
  }

  @Test
  void whatIsCutIsCutBetweenCharacters(@TempDir Path dir) throws IOException {
    String longText = "x".repeat(159) + "\ud83d\ude00".repeat(5);
    assertEquals("x".repeat(159) + "\ud83d\ude00…", MarkdownReport.escape(longText));
    Samples.named("half a pair \ud83d").write(dir);
    assertTrue(Files.readString(dir.resolve("report.md")).contains("half a pair ?"));
  }

  @Test
  void nothingToCompareIsNoPass() {
    assertEquals(Verdict.INCOMPARABLE, Samples.large(0).worst());
  }

  @Test
  void tenThousandBenchmarksStillFitAComment() {
    Report large = Samples.large(10_000);
    String text = MarkdownReport.text(large);
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(size <= MarkdownReport.LARGEST && size > 30_000, size + " bytes");
    assertTrue(text.contains(" more in report.html."), "says that it was cut");
    assertEquals(text.split("<details>", -1).length, text.split("</details>", -1).length);
    assertTrue(SarifReport.text(large).length() < 10_000_000, "SARIF that is still accepted");
  }

  @Test
  void allFilesAreWrittenAndNothingElseIsLeft(@TempDir Path dir) throws IOException {
    Path reports = dir.resolve("a/b");
    Samples.report().write(reports);
    Samples.large(1).write(reports);
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(reports)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    assertEquals(
        Set.of("report.json", "report.md", "junit.xml", "report.sarif", "report.html"), names);
  }
}
