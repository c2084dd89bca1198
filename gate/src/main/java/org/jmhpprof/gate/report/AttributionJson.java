// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.CallTree;
import org.jmhpprof.gate.attribution.CostEstimate;
import org.jmhpprof.gate.attribution.FunctionDifference;
import org.jmhpprof.gate.attribution.Location;
import org.jmhpprof.gate.attribution.Moved;
import org.jmhpprof.gate.attribution.RatioInterval;
import org.jmhpprof.gate.attribution.Suspect;

/** An attribution as JSON. */
public final class AttributionJson {
  /** Rows beyond these are summed up in one. */
  private static final int MOST_FUNCTIONS = 200;

  private AttributionJson() {}

  /** Some attributions as an array, each as {@code report.json} has it. */
  public static String text(List<Attribution> attributions) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    attributions.forEach(each -> array.add(tree(each)));
    return array.toPrettyString() + "\n";
  }

  /** All of it but the call tree. */
  static ObjectNode tree(Attribution attribution) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    JsonReport.key(node, attribution.key());
    node.put("outcome", attribution.outcome().name());
    node.put("explanation", attribution.explanation());
    node.put("baseForks", attribution.baseForks()).put("headForks", attribution.headForks());
    node.set("cpu", cost(attribution.total()));
    node.set("ownCpu", cost(attribution.own()));
    node.set("cpuRatio", ratio(attribution.cpuRatio()));
    node.set("wallRatio", ratio(attribution.wallRatio()));
    JsonReport.number(node, "wallDifference", attribution.wallDifference());
    JsonReport.number(node, "falseDiscoveryRate", attribution.falseDiscoveryRate());
    ObjectNode dispersion = node.putObject("dispersion");
    JsonReport.number(dispersion, "intercept", attribution.dispersion().intercept());
    JsonReport.number(dispersion, "slope", attribution.dispersion().slope());
    JsonReport.number(dispersion, "weight", attribution.dispersion().weight());
    JsonReport.strings(node.putArray("notes"), attribution.notes());
    ArrayNode suspects = node.putArray("suspects");
    attribution.suspects().forEach(each -> suspects.add(suspect(each)));
    ArrayNode moved = node.putArray("moved");
    attribution.moved().forEach(each -> moved.add(moved(each)));
    functions(node, attribution.functions());
    return node;
  }

  private static void functions(ObjectNode node, List<FunctionDifference> all) {
    ArrayNode rows = node.putArray("functions");
    int kept = Math.min(MOST_FUNCTIONS, all.size());
    all.subList(0, kept).forEach(each -> rows.add(function(each)));
    ObjectNode rest = node.putObject("otherFunctions");
    List<FunctionDifference> others = all.subList(kept, all.size());
    rest.put("count", others.size());
    rest.put("base", others.stream().mapToDouble(each -> each.self().base()).sum());
    rest.put("head", others.stream().mapToDouble(each -> each.self().head()).sum());
    rest.put("difference", others.stream().mapToDouble(each -> each.self().difference()).sum());
  }

  private static ObjectNode function(FunctionDifference each) {
    ObjectNode node = location(each.location());
    node.put("kind", each.kind().name().toLowerCase(Locale.ROOT));
    node.set("self", cost(each.self()));
    node.set("cumulative", cost(each.cumulative()));
    JsonReport.number(node, "selfQ", each.selfQ());
    JsonReport.number(node, "cumulativeQ", each.cumulativeQ());
    JsonReport.number(node, "ticks", each.ticks());
    return node;
  }

  private static ObjectNode suspect(Suspect each) {
    ObjectNode node = location(each.function().location());
    node.set("difference", cost(each.difference()));
    JsonReport.number(node, "share", each.share());
    place(node, "userFrame", each.userFrame());
    place(node, "under", each.under());
    JsonReport.strings(node.putArray("path"), each.path());
    return node;
  }

  private static void place(ObjectNode node, String name, Optional<Location> location) {
    if (location.isPresent()) {
      node.set(name, location(location.get()));
    } else {
      node.putNull(name);
    }
  }

  private static ObjectNode moved(Moved each) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("from", each.from()).put("to", each.to()).put("under", each.under());
    JsonReport.number(node, "moved", each.moved());
    JsonReport.number(node, "net", each.net());
    return node;
  }

  private static ObjectNode location(Location location) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    return node.put("function", location.function())
        .put("file", location.path())
        .put("line", location.line());
  }

  private static ObjectNode cost(CostEstimate cost) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    JsonReport.number(node, "base", cost.base());
    JsonReport.number(node, "head", cost.head());
    JsonReport.number(node, "difference", cost.difference());
    JsonReport.number(node, "standardError", cost.standardError());
    JsonReport.number(node, "degreesOfFreedom", cost.degreesOfFreedom());
    JsonReport.number(node, "lower", cost.lower());
    JsonReport.number(node, "upper", cost.upper());
    JsonReport.number(node, "p", cost.p());
    return node;
  }

  private static ObjectNode ratio(RatioInterval ratio) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    JsonReport.number(node, "ratio", ratio.ratio());
    JsonReport.number(node, "lower", ratio.lower());
    JsonReport.number(node, "upper", ratio.upper());
    return node;
  }

  /**
   * The call tree as d3-flame-graph takes it: {@code n} name, {@code v} width of its own, {@code b}
   * and {@code h} base and head with all below, {@code c} children.
   *
   * <p>A frame is as wide as the larger of its two sides, so that what vanished stays visible.
   */
  static ObjectNode flame(CallTree tree) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("n", tree.function());
    node.put("v", rounded(Math.max(tree.baseSelf(), tree.headSelf())));
    node.put("b", rounded(tree.base())).put("h", rounded(tree.head()));
    if (!tree.children().isEmpty()) {
      ArrayNode children = node.putArray("c");
      tree.children().forEach(child -> children.add(flame(child)));
    }
    return node;
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
