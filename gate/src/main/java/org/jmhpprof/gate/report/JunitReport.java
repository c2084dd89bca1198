// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import java.io.StringWriter;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Verdict.Junit;

/** {@code junit.xml}: a test case for each comparison, as CI servers show them. */
final class JunitReport {
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
