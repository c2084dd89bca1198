// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult.RunDesign;

/**
 * What JMH's result file does not say about one fork of a run; lies beside it as {@code
 * <name>.env.json}.
 *
 * @param benchmark JMH's full name
 * @param block from 1
 * @param session which stretch of forks it belongs to
 * @param started when, ISO 8601
 * @param seconds how long it took, with JMH's own start
 * @param failure why there is no result; empty if there is one
 * @param failed why a combination of mode and parameters has no result, where that is known of each
 * @param facts conditions that have to be equal, such as CPU and cores
 * @param details what is only told, such as the kernel
 */
public record BlockNote(
    String benchmark,
    int block,
    String session,
    String started,
    double seconds,
    String failure,
    SortedMap<BenchmarkKey, String> failed,
    SortedMap<String, String> facts,
    SortedMap<String, String> details) {
  /** How such a file's name ends. */
  public static final String SUFFIX = ".env.json";

  /** The detail that names, with spaces, the conditions in which the sides are meant to differ. */
  public static final String INTENDED = "intended";

  private static final String JSON = ".json";

  /** The note's file beside a result file. */
  public static Path beside(Path results) {
    String name = results.getFileName().toString();
    String stem = name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name;
    return results.resolveSibling(stem + SUFFIX);
  }

  /** Whether its fork shared a processor with the other one of its block. */
  public boolean isPaired() {
    return RunDesign.of(facts) == RunDesign.PAIRS;
  }

  /** Writes it, all or nothing. */
  public void write(Path file) throws IOException {
    List<Failed> list = new ArrayList<>();
    failed.forEach(
        (key, why) -> list.add(new Failed(key.mode(), key.params(), key.threads(), why)));
    JsonText.write(
        file,
        new Content(benchmark, block, session, started, seconds, failure, list, facts, details));
  }

  /** As the file has it. */
  private record Content(
      @JsonProperty(required = true) String benchmark,
      @JsonProperty(required = true) int block,
      @JsonProperty(required = true) String session,
      @JsonProperty(required = true) String started,
      @JsonProperty(required = true) double seconds,
      @JsonProperty(required = true) String failure,
      List<Failed> failed,
      @JsonProperty(required = true) SortedMap<String, String> facts,
      @JsonProperty(required = true) SortedMap<String, String> details) {}

  private record Failed(
      @JsonProperty(required = true) String mode,
      @JsonProperty(required = true) SortedMap<String, String> params,
      @JsonProperty(required = true) int threads,
      @JsonProperty(required = true) String why) {}

  /**
   * Reads it.
   *
   * @throws BadInput if it is not such a file
   */
  public static BlockNote read(Path file) throws BadInput {
    Content note = JsonText.read(file, new TypeReference<>() {});
    SortedMap<BenchmarkKey, String> failed = new TreeMap<>();
    if (note.failed != null) {
      note.failed.forEach(
          each ->
              failed.put(
                  new BenchmarkKey(note.benchmark, each.mode, each.params, each.threads),
                  each.why));
    }
    return new BlockNote(
        note.benchmark,
        note.block,
        note.session,
        note.started,
        note.seconds,
        note.failure,
        failed,
        note.facts,
        note.details);
  }

  static boolean exists(Path results) {
    return Files.isRegularFile(beside(results));
  }
}
