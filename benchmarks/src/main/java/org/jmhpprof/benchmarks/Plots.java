// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Draws what was measured: {@code java -jar benchmarks/target/benchmarks.jar Plots latency ring.csv
 * latency.png}, from {@code RingWriteLatency -rf csv -rff ring.csv}.
 */
final class Plots {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 500;
  private static final List<String> PERCENTILES =
      List.of("p0.50", "p0.90", "p0.99", "p0.999", "max");

  private static final String BATCH = ":batch.";
  private static final double[] POSITIONS = {0.3, 1, 2, 3, 4};

  private Plots() {}

  static void main(String[] args) throws IOException {
    if (args.length != 3 || !args[0].equals("latency")) {
      System.err.println("Plots: give latency, a CSV file, and the PNG file to write");
      System.exit(2);
      return;
    }
    List<XYChart> charts = latency(rows(Path.of(args[1])));
    try (OutputStream out = Files.newOutputStream(Path.of(args[2]))) {
      BitmapEncoder.saveBitmap(charts, (charts.size() + 1) / 2, 2, out, BitmapFormat.PNG);
    }
  }

  /** The rows of a CSV file without commas in its values, by the names in its first line. */
  private static List<Map<String, String>> rows(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String[] names = cells(lines.get(0));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = cells(line);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < names.length && i < values.length; i++) {
        row.put(names[i], values[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  private static String[] cells(String line) {
    return Arrays.stream(line.split(",", -1))
        .map(cell -> cell.replace("\"", ""))
        .toArray(String[]::new);
  }

  /** A chart for each number of writers and words, a line for each queue. */
  private static List<XYChart> latency(List<Map<String, String>> rows) {
    Map<String, Map<String, double[]>> charts = new TreeMap<>();
    for (Map<String, String> row : rows) {
      String name = row.get("Benchmark");
      int percentile = PERCENTILES.indexOf(name.substring(name.indexOf(BATCH) + BATCH.length()));
      if (name.contains(BATCH) && percentile >= 0) {
        String method = name.substring(name.indexOf("Latency.") + 8, name.indexOf(':'));
        String writers = method.equals("oneWriter") ? "1 writer, " : "2 writers, ";
        charts.computeIfAbsent(writers + row.get("Param: words") + " words", key -> new TreeMap<>())
                .computeIfAbsent(row.get("Param: queue"), key -> new double[PERCENTILES.size()])[
                percentile] =
            Double.parseDouble(row.get("Score"));
      }
    }
    List<XYChart> all = new ArrayList<>();
    charts.forEach(
        (title, lines) -> {
          XYChart chart =
              new XYChartBuilder()
                  .width(WIDTH / 2)
                  .height(HEIGHT)
                  .title(title)
                  .xAxisTitle("1 batch of 10^x is slower; the last point is the slowest")
                  .yAxisTitle("ns for 16 writes")
                  .build();
          chart.getStyler().setYAxisLogarithmic(true).setLegendPosition(LegendPosition.OutsideS);
          lines.forEach((queue, values) -> chart.addSeries(queue, POSITIONS, values));
          all.add(chart);
        });
    return all;
  }
}
