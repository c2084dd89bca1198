// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Fingerprint;
import org.jmhpprof.gate.model.ForkPoint;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.SuiteResult;

/**
 * {@code report.json}: every number that a verdict rests on. {@code report.schema.json} beside this
 * class describes it; what has no value is null.
 */
final class JsonReport {
  /** Grows when a reader of an earlier version could fail on or misread this one. */
  static final int SCHEMA_VERSION = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {}

  static String text(Report report) {
    try {
      return JSON.writeValueAsString(tree(report)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of values can always be written", e);
    }
  }

  static ObjectNode tree(Report report) {
    SuiteResult suite = report.suite();
    ObjectNode root = JSON.createObjectNode();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.putObject("tool").put("name", "jmh-pprof-gate").put("version", report.version());
    root.put("verdict", report.worst().name());
    root.put("exitStatus", report.conclusion().status().code());
    root.put("why", report.conclusion().why());
    root.put("complete", suite.complete());
    root.put("interleaved", suite.interleaved());
    root.put("tests", suite.tests());
    settings(root.putObject("settings"), suite.settings());
    side(root.putObject("base"), suite.base(), suite.baseFingerprint());
    side(root.putObject("head"), suite.head(), suite.headFingerprint());
    ObjectNode shift = root.putObject("environmentShift");
    shift.put("benchmarks", suite.shift().benchmarks());
    number(shift, "medianRatio", suite.shift().medianRatio());
    shift.put("sameWay", suite.shift().sameWay()).put("shifted", suite.shift().shifted());
    strings(root.putArray("warnings"), suite.warnings());
    ArrayNode comparisons = root.putArray("comparisons");
    for (Comparison each : suite.comparisons()) {
      ObjectNode node = comparisons.addObject();
      comparison(node, each);
      report
          .attribution(each)
          .ifPresent(found -> node.set("attribution", AttributionJson.tree(found)));
    }
    return root;
  }

  private static void settings(ObjectNode node, Settings settings) {
    node.put("alpha", settings.alpha()).put("margin", settings.margin());
    node.put("correction", settings.correction().name().toLowerCase(Locale.ROOT));
    node.put("looks", settings.looks()).put("allowMismatch", settings.allowMismatch());
  }

  private static void side(ObjectNode node, String label, Fingerprint fingerprint) {
    node.put("label", label);
    fingerprint.facts().forEach(node.putObject("fingerprint")::put);
    fingerprint.details().forEach(node.putObject("details")::put);
  }

  private static void comparison(ObjectNode node, Comparison each) {
    key(node, each.key());
    node.put("metric", each.metric().name()).put("unit", each.metric().unit());
    node.put("direction", each.metric().direction().name().toLowerCase(Locale.ROOT));
    node.put("verdict", each.verdict().name());
    ArrayNode flags = node.putArray("flags");
    each.flags().forEach(flag -> flags.add(flag.name()));
    strings(node.putArray("notes"), each.notes());
    number(node, "baseValue", each.baseValue());
    number(node, "headValue", each.headValue());
    if (each.estimate().isPresent()) {
      estimate(node.putObject("estimate"), each.estimate().get());
    } else {
      node.putNull("estimate");
    }
    forks(node.putArray("baseForks"), each.base());
    forks(node.putArray("headForks"), each.head());
  }

  static void key(ObjectNode node, BenchmarkKey key) {
    node.put("benchmark", key.benchmark()).put("mode", key.mode()).put("threads", key.threads());
    key.params().forEach(node.putObject("params")::put);
  }

  private static void estimate(ObjectNode node, Estimate estimate) {
    node.put("method", estimate.method().toString());
    number(node, "ratio", estimate.ratio());
    number(node, "lower", estimate.lower());
    number(node, "upper", estimate.upper());
    number(node, "confidence", estimate.confidence());
    number(node, "difference", estimate.difference());
    number(node, "differenceLower", estimate.differenceLower());
    number(node, "differenceUpper", estimate.differenceUpper());
    node.put("costUnit", estimate.costUnit());
    number(node, "standardError", estimate.standardError());
    number(node, "degreesOfFreedom", estimate.degreesOfFreedom());
    number(node, "margin", estimate.margin());
    number(node, "p", estimate.p());
    number(node, "adjustedP", estimate.adjustedP());
    number(node, "pImproved", estimate.pImproved());
    number(node, "adjustedPImproved", estimate.adjustedPImproved());
    node.put("forksNeeded", estimate.forksNeeded());
    ObjectNode checks = node.putObject("checks");
    estimate.checks().forEach((name, value) -> number(checks, name, value));
  }

  private static void forks(ArrayNode node, List<ForkPoint> forks) {
    for (ForkPoint fork : forks) {
      ObjectNode each = node.addObject();
      each.put("source", fork.source()).put("index", fork.index()).put("block", fork.block());
      each.put("session", fork.session());
      number(each, "value", fork.value());
      number(each, "drift", fork.drift());
      each.put("steady", fork.steady());
    }
  }

  /** JSON has no NaN and no infinity. */
  static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  static void strings(ArrayNode node, List<String> strings) {
    strings.forEach(node::add);
  }
}
