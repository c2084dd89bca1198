// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.CallTree;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Verdict;

/**
 * {@code report.html}: one file without references to others. The data of {@code report.json} and
 * the call trees are in it; a script draws them.
 */
final class HtmlReport {
  /** Branches of the flame graph below this share of the whole are left to their parents. */
  private static final double SMALLEST = 0.001;

  /** From its WebJar. There is none of d3-flame-graph. */
  static final String D3_SELECTION =
      "/META-INF/resources/webjars/d3-selection/3.0.0/dist/d3-selection.min.js";

  private HtmlReport() {}

  static String text(Report report) {
    String text = resource("report.html");
    text = insert(text, "style", resource("d3-flamegraph.css") + resource("report.css"));
    text = insert(text, "d3-selection", resource(D3_SELECTION));
    text = insert(text, "d3-flamegraph", resource("d3-flamegraph.min.js"));
    text = insert(text, "script", resource("report.js"));
    return insert(text, "data", embedded(data(report)));
  }

  private static ObjectNode data(Report report) {
    ObjectNode data = JsonReport.JSON.valueToTree(JsonReport.of(report));
    data.put("summary", report.summary());
    data.set("history", JsonReport.JSON.valueToTree(report.history()));
    var order = data.putArray("order");
    Stream.of(Verdict.values()).forEach(verdict -> order.add(verdict.name()));
    var names = report.suite().names();
    var nodes = data.get("comparisons");
    for (int i = 0; i < nodes.size(); i++) {
      ObjectNode node = (ObjectNode) nodes.get(i);
      var comparison = report.suite().comparisons().get(i);
      node.put("full", comparison.key().full());
      node.put("display", names.of(comparison.key()));
      node.put("change", comparison.estimate().map(Estimate::change).orElse(""));
      node.put("interval", comparison.estimate().map(Estimate::interval).orElse(""));
      report
          .attribution(comparison)
          .ifPresent(found -> node.set("flame", JsonReport.JSON.valueToTree(flame(found))));
    }
    return data;
  }

  private static AttributionJson.Flame flame(Attribution found) {
    CallTree tree = found.tree();
    return new AttributionJson.Flame(tree.pruned(SMALLEST * Math.max(tree.base(), tree.head())));
  }

  /** JSON that no browser takes for the end of the script element. */
  private static String embedded(ObjectNode data) {
    try {
      return JsonReport.JSON
          .writer()
          .without(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(data)
          .replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of values can always be written", e);
    }
  }

  private static String insert(String text, String name, String content) {
    return text.replace("/*{" + name + "}*/", content);
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read from the jar: " + name, e);
    }
  }
}
