// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jmhpprof.gate.model.BenchmarkKey;

/**
 * One object of JMH's JSON results, of 1.21 and later: a benchmark in one mode with its parameters.
 * What is optional and missing is null, but for the maps, which are empty.
 */
record JmhResult(
    @JsonProperty(required = true) Name benchmark,
    @JsonProperty(required = true) String mode,
    SortedMap<String, Scalar> params,
    Integer threads,
    Integer forks,
    List<String> jvmArgs,
    Scalar jmhVersion,
    Scalar jdkVersion,
    Scalar vmName,
    Scalar vmVersion,
    Scalar jvm,
    Scalar warmupIterations,
    Scalar warmupTime,
    Scalar warmupBatchSize,
    Integer measurementIterations,
    Scalar measurementTime,
    Scalar measurementBatchSize,
    @JsonProperty(required = true) Scores primaryMetric,
    SortedMap<String, Scores> secondaryMetrics) {
  /**
   * A metric: {@code rawData[fork][iteration]}, or {@code rawDataHistogram} in mode sample, or
   * neither.
   */
  record Scores(
      @JsonProperty(required = true) String scoreUnit,
      @JsonProperty(required = true) Double score,
      List<List<Double>> rawData,
      List<List<List<Bin>>> rawDataHistogram) {
    Scores {
      rawData = rawData == null ? List.of() : rawData;
      rawDataHistogram = rawDataHistogram == null ? List.of() : rawDataHistogram;
    }
  }

  /** A sampled time and how often it was sampled. */
  record Bin(double value, long count) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Bin of(List<Double> pair) {
      if (pair.size() != 2) {
        throw new IllegalArgumentException("a value and its count");
      }
      long count = pair.get(1).longValue();
      if (count < 0) {
        throw new IllegalArgumentException("a value and a count of 0 or more");
      }
      return new Bin(pair.get(0), count);
    }

    boolean counts() {
      return Double.isFinite(value) && count > 0;
    }
  }

  /** A string that is not empty. */
  record Name(String text) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Name of(JsonNode node) {
      if (!node.isTextual() || node.textValue().isEmpty()) {
        throw new IllegalArgumentException(node.isTextual() ? "a name" : "a string");
      }
      return new Name(node.textValue());
    }
  }

  /** A string, or a number or boolean as it is written. */
  record Scalar(String text) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Scalar of(JsonNode node) {
      if (!node.isValueNode()) {
        throw new IllegalArgumentException("a plain value");
      }
      return new Scalar(node.asText());
    }
  }

  /** Old versions of JMH broke lines inside strings; of these there were files to look at. */
  private static final Pattern UNBROKEN =
      Pattern.compile("1\\.(29|[3-9]\\d|\\d{3,})(\\D.*)?|[2-9].*");

  private static final Pattern BREAK = Pattern.compile("\\s*\\n\\s*");

  private static final Pattern JDK = Pattern.compile("(?:1\\.)?(\\d+).*");

  private static final Map<String, String> PROFILERS_BY_PREFIX =
      Map.of(
          "gc.", "gc",
          "compiler.", "comp",
          "class.", "cl",
          "safepoints.", "safepoints",
          "pprof.", "pprof",
          // Its other names are the events' own.
          "instructions", "perfnorm");

  /** Results that are text. Without this unit such a name is a counter's or a group's method. */
  private static final Pattern TEXT = Pattern.compile("(stack|jfr|async|perf|asm)\\w*");

  private static final String TEXT_UNIT = "---";

  JmhResult {
    params = params == null ? new TreeMap<>() : params;
    secondaryMetrics = secondaryMetrics == null ? new TreeMap<>() : secondaryMetrics;
  }

  /**
   * Binds one.
   *
   * @param where it stands, for errors
   */
  static JmhResult of(String where, JsonNode node) throws BadInput {
    boolean unbroken = UNBROKEN.matcher(node.path("jmhVersion").asText()).matches();
    return JsonText.bound(where, unbroken ? node : withoutBreaks(node), JmhResult.class);
  }

  /** The same without line breaks in its strings. */
  private static JsonNode withoutBreaks(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(member -> member.setValue(withoutBreaks(member.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, withoutBreaks(array.get(i)));
      }
    }
    return node.isTextual()
        ? TextNode.valueOf(BREAK.matcher(node.textValue()).replaceAll(""))
        : node;
  }

  BenchmarkKey key() {
    SortedMap<String, String> values = new TreeMap<>();
    params.forEach((name, value) -> values.put(name, value.text));
    return new BenchmarkKey(
        benchmark.text, mode, values, threads == null ? 1 : Math.max(1, threads));
  }

  /** Up to JMH 1.36 a profiler's results begin with a middle dot. */
  static String plainName(String secondary) {
    return secondary.replaceFirst("^\u00b7", "");
  }

  /** What has to be equal for a fair comparison. */
  SortedMap<String, String> facts() {
    SortedMap<String, String> facts = new TreeMap<>();
    put(facts, "jmhVersion", jmhVersion);
    put(facts, "vmName", vmName);
    put(facts, "warmupIterations", warmupIterations);
    put(facts, "warmupTime", warmupTime);
    put(facts, "warmupBatchSize", warmupBatchSize);
    put(facts, "measurementTime", measurementTime);
    put(facts, "measurementBatchSize", measurementBatchSize);
    if (measurementIterations != null) {
      facts.put("measurementIterations", measurementIterations.toString());
    }
    Matcher jdk = JDK.matcher(jdkVersion == null ? "" : jdkVersion.text);
    if (jdk.matches()) {
      facts.put("jdk", jdk.group(1));
    }
    if (jvmArgs != null) {
      // This one decides whether JMH waits for another one, not how it measures.
      facts.put(
          "jvmArgs",
          jvmArgs.stream()
              .filter(each -> !each.startsWith("-Djmh.ignoreLock="))
              .collect(Collectors.joining(" ")));
    }
    facts.put("profilers", profilers());
    return facts;
  }

  /** What is only told. */
  SortedMap<String, String> details() {
    SortedMap<String, String> details = new TreeMap<>();
    put(details, "jdkVersion", jdkVersion);
    put(details, "vmVersion", vmVersion);
    put(details, "jvm", jvm);
    return details;
  }

  private static void put(Map<String, String> into, String name, Scalar value) {
    if (value != null) {
      into.put(name, value.text);
    }
  }

  /** Which of JMH's profilers ran: the file does not say, but the names of their results do. */
  private String profilers() {
    TreeSet<String> names = new TreeSet<>();
    secondaryMetrics.forEach(
        (dotted, scores) -> {
          String metric = plainName(dotted);
          PROFILERS_BY_PREFIX.forEach(
              (prefix, name) -> {
                if (metric.startsWith(prefix)) {
                  names.add(name);
                }
              });
          if (scores.scoreUnit.equals(TEXT_UNIT) && TEXT.matcher(metric).matches()) {
            names.add(metric);
          }
          if (metric.equals("CPI") || metric.equals("IPC")) {
            names.add("perfnorm");
          }
        });
    return names.isEmpty() ? "none" : String.join(" ", names);
  }
}
