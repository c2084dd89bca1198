// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A result file as JMH writes it, of benchmarks that never ran and whose truth is known. */
public final class MadeUpResults {
  private final Random random;
  private final List<String> records = new ArrayList<>();
  private String jdk = "17.0.9";
  private int forks = 8;
  private double between = 0.01;

  /** Results that depend on the seed alone. */
  public MadeUpResults(long seed) {
    random = new Random(seed);
  }

  /** Of another JDK, from here on. */
  public MadeUpResults jdk(String version) {
    jdk = version;
    return this;
  }

  /**
   * Of other forks, from here on.
   *
   * @param count how many
   * @param scatter standard deviation between them, a share
   */
  public MadeUpResults forks(int count, double scatter) {
    forks = count;
    between = scatter;
    return this;
  }

  /** A benchmark in mode avgt, in ns/op. */
  public MadeUpResults time(String name, double mean) {
    return add(name, "avgt", metric("ns/op", rawData(mean)), "");
  }

  /** A benchmark in mode thrpt, in ops/s. */
  public MadeUpResults throughput(String name, double mean) {
    return add(name, "thrpt", metric("ops/s", rawData(mean)), "");
  }

  /** A benchmark in mode sample, whose times are mostly {@code mean} and sometimes far more. */
  public MadeUpResults sampled(String name, double mean) {
    String histograms =
        rows(
            () -> {
              double centre = mean * (1 + between * random.nextGaussian());
              return iterations(
                  () ->
                      String.format(
                          Locale.ROOT,
                          "[[%.3f, 900], [%.3f, 95], [%.3f, 5]]",
                          centre,
                          1.2 * centre,
                          9 * centre));
            });
    return add(name, "sample", metric("ns/op", "\"rawDataHistogram\": " + histograms), "");
  }

  /** A benchmark in mode avgt with what it allocates, in B/op, under the old name of the metric. */
  public MadeUpResults allocating(String name, double mean, double bytes) {
    String allocation = metric("B/op", rawData(bytes));
    return add(
        name,
        "avgt",
        metric("ns/op", rawData(mean)),
        "\"\u00b7gc.alloc.rate.norm\": " + allocation);
  }

  private MadeUpResults add(String name, String mode, String primary, String secondary) {
    records.add(
        String.format(
            Locale.ROOT,
            """
            {
              "jmhVersion": "1.37", "benchmark": "made.up.%s", "mode": "%s", "threads": 1,
              "forks": %d, "jvm": "/jdk/bin/java", "jvmArgs": [], "jdkVersion": "%s",
              "vmName": "OpenJDK 64-Bit Server VM", "vmVersion": "%s",
              "warmupIterations": 5, "warmupTime": "1 s", "warmupBatchSize": 1,
              "measurementIterations": 5, "measurementTime": "1 s", "measurementBatchSize": 1,
              "primaryMetric": %s,
              "secondaryMetrics": {%s}
            }\
            """,
            name,
            mode,
            forks,
            jdk,
            jdk,
            primary,
            secondary));
    return this;
  }

  /** The score is not used where there is raw data. */
  private static String metric(String unit, String raw) {
    return "{\"score\": 1.0, \"scoreError\": \"NaN\", \"scoreUnit\": \""
        + unit
        + "\", "
        + raw
        + "}";
  }

  private String rawData(double mean) {
    return "\"rawData\": "
        + rows(
            () -> {
              double centre = mean * (1 + between * random.nextGaussian());
              return iterations(() -> String.valueOf(centre * (1 + 0.005 * random.nextGaussian())));
            });
  }

  private String rows(Supplier<String> row) {
    return Stream.generate(row).limit(forks).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String iterations(Supplier<String> iteration) {
    return Stream.generate(iteration).limit(5).collect(Collectors.joining(", ", "[", "]"));
  }

  /** The file's text. */
  public String json() {
    return records.stream().collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }
}
