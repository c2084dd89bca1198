// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.CallTree;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.viewer.page.PageText;

/**
 * {@code report.html}: one file without references to others. The data of {@code report.json} and
 * the call trees are in it; a script draws them.
 */
final class HtmlReport {
  /** Branches of the flame graph below this share of the whole are left to their parents. */
  private static final double SMALLEST = 0.001;

  private HtmlReport() {}

  static String text(Report report) {
    String text = PageText.of(HtmlReport.class, "report.html");
    String style = PageText.of(HtmlReport.class, "report.css");
    text = insert(text, "style", PageText.flameGraphStyle() + style);
    text = insert(text, "d3", PageText.flameGraphScript());
    text = insert(text, "script", PageText.of(HtmlReport.class, "report.js"));
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
}
