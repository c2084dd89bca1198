// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.Location;
import org.jmhpprof.gate.attribution.Attribution.Suspect;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.model.Verdict.Junit;
import org.jmhpprof.gate.model.Verdict.Sarif;

/** What CI servers read: {@code junit.xml} and {@code report.sarif}. */
final class CiReports {
  private CiReports() {}

  /** {@code junit.xml}: a test case for each comparison, as CI servers show them. */
  static final class JunitReport {
    private JunitReport() {}

    static String text(Report report) {
      StringWriter text = new StringWriter();
      try {
        XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        suite(xml, report);
        xml.writeEndDocument();
        xml.close();
      } catch (XMLStreamException e) {
        throw new IllegalStateException("writing to memory cannot fail", e);
      }
      return text + "\n";
    }

    private static void suite(XMLStreamWriter xml, Report report) throws XMLStreamException {
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "jmh-pprof-gate");
      xml.writeAttribute("tests", Integer.toString(report.suite().comparisons().size()));
      xml.writeAttribute("failures", count(report, Junit.FAILURE));
      xml.writeAttribute("errors", count(report, Junit.ERROR));
      xml.writeAttribute("skipped", count(report, Junit.SKIPPED));
      xml.writeAttribute("time", "0");
      for (Comparison each : report.suite().comparisons()) {
        testCase(xml, report, each);
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
    }

    private static String count(Report report, Junit result) {
      return Long.toString(
          report.suite().comparisons().stream()
              .filter(each -> each.verdict().junit() == result)
              .count());
    }

    private static void testCase(XMLStreamWriter xml, Report report, Comparison each)
        throws XMLStreamException {
      BenchmarkKey key = each.key();
      int method = key.benchmark().lastIndexOf('.');
      xml.writeCharacters("\n  ");
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", legal(key.benchmark().substring(0, Math.max(0, method))));
      xml.writeAttribute("name", legal(name(each, key.benchmark().substring(method + 1))));
      xml.writeAttribute("time", "0");
      Junit result = each.verdict().junit();
      if (result != Junit.PASSED) {
        xml.writeStartElement(result.element());
        xml.writeAttribute("message", legal(message(each)));
        if (result != Junit.SKIPPED) {
          xml.writeAttribute("type", legal(each.verdict().words()));
          xml.writeCharacters(
              legal(report.attribution(each).map(Attribution::explanation).orElse("")));
        }
        xml.writeEndElement();
      }
      xml.writeEndElement();
    }

    private static String name(Comparison each, String method) {
      StringBuilder name = new StringBuilder(method);
      String separator = "[";
      for (Map.Entry<String, String> param : each.key().params().entrySet()) {
        name.append(separator).append(param.getKey()).append('=').append(param.getValue());
        separator = ",";
      }
      name.append(each.key().params().isEmpty() ? ":" : "]:").append(each.key().mode());
      if (each.key().threads() != 1) {
        name.append(" x").append(each.key().threads());
      }
      return each.metric().isScore() ? name.toString() : name + " " + each.metric().name();
    }

    private static String message(Comparison each) {
      String change = each.change();
      return Stream.concat(
              Stream.of(
                  each.verdict().words(), change.isEmpty() ? "" : "cost " + change, each.remark()),
              each.notes().stream())
          .filter(word -> !word.isEmpty())
          .collect(Collectors.joining("; "));
    }

    /** Without the characters that XML has no way to write. */
    private static String legal(String text) {
      return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?");
    }
  }

  /**
   * {@code report.sarif}: SARIF 2.1.0. The location of a regression is the user's frame that the
   * difference was found in, or the benchmark's own file where no function is named.
   */
  static final class SarifReport {
    /** More are not shown. */
    private static final int MOST_RESULTS = 5000;

    /** Those that are reported; their order is that of the rules in the file. */
    private static final List<Verdict> REPORTED =
        Stream.of(Verdict.values()).filter(verdict -> verdict.sarif().isPresent()).toList();

    private final Report report;
    private final DisplayNames names;

    private SarifReport(Report report) {
      this.report = report;
      this.names = report.suite().names();
    }

    static String text(Report report) {
      return JsonReport.text(new SarifReport(report).log());
    }

    private ObjectNode log() {
      ObjectNode log = JsonReport.JSON.createObjectNode();
      log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json").put("version", "2.1.0");
      ObjectNode run = log.putArray("runs").addObject();
      ObjectNode driver = run.putObject("tool").putObject("driver");
      driver.put("name", "jmh-pprof-gate").put("version", report.version());
      ArrayNode rules = driver.putArray("rules");
      for (Verdict verdict : REPORTED) {
        Sarif rule = verdict.sarif().orElseThrow();
        ObjectNode node = rules.addObject().put("id", rule.rule());
        node.putObject("shortDescription").put("text", rule.description());
        node.putObject("defaultConfiguration").put("level", rule.level());
      }
      ArrayNode results = run.putArray("results");
      for (Comparison each : report.byConcern()) {
        if (REPORTED.contains(each.verdict()) && results.size() < MOST_RESULTS) {
          result(results.addObject(), each);
        }
      }
      return log;
    }

    private void result(ObjectNode node, Comparison each) {
      Sarif rule = each.verdict().sarif().orElseThrow();
      Optional<Attribution> attribution = report.attribution(each);
      node.put("ruleId", rule.rule()).put("ruleIndex", REPORTED.indexOf(each.verdict()));
      node.put("level", rule.level());
      node.putObject("message").put("text", message(each, attribution));
      List<Suspect> suspects = attribution.map(Attribution::suspects).orElse(List.of());
      Optional<Location> blamed =
          suspects.stream().flatMap(suspect -> suspect.userFrame().stream()).findFirst();
      location(node.putArray("locations").addObject(), blamed, each);
      node.putObject("partialFingerprints")
          .put("benchmark/v1", each.key().full() + " " + each.metric().name());
    }

    private String message(Comparison each, Optional<Attribution> attribution) {
      String metric = each.metric().isScore() ? "" : " " + each.metric().name();
      String change = each.change();
      StringBuilder text = new StringBuilder(names.of(each.key())).append(metric).append(": ");
      text.append(each.verdict().words());
      if (!change.isEmpty()) {
        text.append(", cost ").append(change);
      }
      attribution.ifPresent(found -> text.append(". ").append(found.explanation()).append('.'));
      return text.toString();
    }

    private void location(ObjectNode node, Optional<Location> blamed, Comparison each) {
      ObjectNode physical = node.putObject("physicalLocation");
      Optional<Location> known = blamed.filter(Location::known);
      String file = known.map(Location::path).orElseGet(() -> benchmarkFile(each));
      physical.putObject("artifactLocation").put("uri", uri(file));
      known
          .filter(location -> location.line() > 0)
          .ifPresent(location -> physical.putObject("region").put("startLine", location.line()));
      String function = known.map(Location::function).orElse(each.key().benchmark());
      node.putArray("logicalLocations")
          .addObject()
          .put("fullyQualifiedName", function)
          .put("kind", "function");
    }

    /** Where a class of this name usually is. */
    private static String benchmarkFile(Comparison each) {
      String name = each.key().benchmark();
      int method = name.lastIndexOf('.');
      String owner = (method < 0 ? name : name.substring(0, method)).replaceFirst("\\$.*", "");
      return owner.replace('.', '/') + ".java";
    }

    private String uri(String file) {
      String path = report.sourceRoot().isEmpty() ? file : report.sourceRoot() + "/" + file;
      StringBuilder uri = new StringBuilder();
      for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
        char c = (char) (b & 0xff);
        boolean plain =
            c >= 'A' && c <= 'Z'
                || c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || "-._~/".indexOf(c) >= 0;
        uri.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
      }
      return uri.toString();
    }
  }
}
