// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.FunctionKind;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult.Fingerprint;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Comparison.Flag;
import org.jmhpprof.gate.model.Comparison.ForkPoint;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Estimate.Estimator;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.SuiteResult.EnvironmentShift;
import org.jmhpprof.gate.model.Verdict;

/**
 * All numbers behind the gate's verdicts. Cost is what gets worse when it grows: time or bytes per
 * operation, or the inverse of a throughput. Ratios are cost of head by cost of base. What has no
 * value is null.
 *
 * <p>{@code report.schema.json} is generated from these records and what they say of themselves.
 *
 * @param schemaVersion grows when a reader of an earlier version could fail on or misread this one
 * @param verdict the worst of all comparisons; INCOMPARABLE also where nothing could be tested
 * @param exitStatus what the gate ended with, unless it was interrupted
 * @param why one line that says why this is no pass; empty where the verdicts say it
 * @param complete false where the run was interrupted or ran out of its budget
 * @param interleaved whether every tested comparison was paired over blocks
 * @param tests how many comparisons were tested
 */
record JsonReport(
    int schemaVersion,
    Tool tool,
    Verdict verdict,
    int exitStatus,
    String why,
    boolean complete,
    boolean interleaved,
    int tests,
    Rules settings,
    Build base,
    Build head,
    EnvironmentShift environmentShift,
    List<String> warnings,
    List<Row> comparisons) {
  static final int SCHEMA_VERSION = 1;

  /** For reports: indented, without what JSON cannot write. */
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new Finite())
                  .addSerializer(double.class, new Finite())
                  .addSerializer(Optional.class, new OrNull())
                  .addSerializer(Settings.Correction.class, new LowerCase<>())
                  .addSerializer(Direction.class, new LowerCase<>())
                  .addSerializer(FunctionKind.class, new LowerCase<>())
                  .addSerializer(Estimator.class, new Text<>()))
          .build();

  /** Who wrote it. */
  record Tool(String name, String version) {}

  /**
   * By which rules it was judged.
   *
   * @param alpha error rate over the suite
   * @param margin relative change allowed unless a rule says otherwise
   * @param pairMargin the same for what was measured in pairs; equal to the margin where all was,
   *     or nothing
   * @param looks by what the error rate is divided: how often a benchmark may be judged, more where
   *     a run ended early and was resumed
   */
  record Rules(
      double alpha,
      double margin,
      double pairMargin,
      Settings.Correction correction,
      int looks,
      boolean allowMismatch) {}

  /**
   * One of the two builds.
   *
   * @param fingerprint conditions that are equal in all its benchmarks and have to be equal on both
   *     sides
   * @param details conditions that are only told, such as the JDK's build
   */
  record Build(String label, Map<String, String> fingerprint, Map<String, String> details) {
    Build(String label, Fingerprint of) {
      this(label, of.facts(), of.details());
    }
  }

  /**
   * One metric of one benchmark.
   *
   * @param metric score, score:p99, or the label of a secondary result
   * @param baseValue mean over the forks, in the metric's unit: of their logarithms for the log
   *     methods
   */
  record Row(
      String benchmark,
      String mode,
      int threads,
      Map<String, String> params,
      String metric,
      String unit,
      Direction direction,
      Verdict verdict,
      Set<Flag> flags,
      List<String> notes,
      double baseValue,
      double headValue,
      Optional<Estimate> estimate,
      List<ForkPoint> baseForks,
      List<ForkPoint> headForks,
      @JsonInclude(JsonInclude.Include.NON_NULL) AttributionJson attribution) {}

  static JsonReport of(Report report) {
    SuiteResult suite = report.suite();
    Settings settings = suite.settings();
    return new JsonReport(
        SCHEMA_VERSION,
        new Tool("jmh-pprof-gate", report.version()),
        report.worst(),
        report.conclusion().status().code(),
        report.conclusion().why(),
        suite.complete(),
        suite.interleaved(),
        suite.tests(),
        new Rules(
            settings.alpha(),
            settings.margin(),
            settings.pairMargin(),
            settings.correction(),
            settings.looks(),
            settings.allowMismatch()),
        new Build(suite.base(), suite.baseFingerprint()),
        new Build(suite.head(), suite.headFingerprint()),
        suite.shift(),
        suite.warnings(),
        suite.comparisons().stream().map(each -> row(report, each)).toList());
  }

  private static Row row(Report report, Comparison each) {
    BenchmarkKey key = each.key();
    return new Row(
        key.benchmark(),
        key.mode(),
        key.threads(),
        key.params(),
        each.metric().name(),
        each.metric().unit(),
        each.metric().direction(),
        each.verdict(),
        each.flags(),
        each.notes(),
        each.baseValue(),
        each.headValue(),
        each.estimate(),
        each.base(),
        each.head(),
        report.attribution(each).map(AttributionJson::of).orElse(null));
  }

  static String text(Report report) {
    return text(of(report));
  }

  static String text(Object value) {
    try {
      return JSON.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of values can always be written", e);
    }
  }

  /** JSON has no NaN and no infinity. */
  private static final class Finite extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider all)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }

  @SuppressWarnings("rawtypes")
  private static final class OrNull extends JsonSerializer<Optional> {
    @Override
    public void serialize(Optional value, JsonGenerator json, SerializerProvider all)
        throws IOException {
      json.writePOJO(((Optional<?>) value).orElse(null));
    }
  }

  private static class Text<T> extends JsonSerializer<T> {
    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider all) throws IOException {
      json.writeString(text(value.toString()));
    }

    String text(String value) {
      return value;
    }
  }

  private static final class LowerCase<T> extends Text<T> {
    @Override
    String text(String value) {
      return value.toLowerCase(Locale.ROOT);
    }
  }
}
