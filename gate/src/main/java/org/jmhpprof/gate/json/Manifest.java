// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult.RunDesign;

/**
 * What a directory of a run holds, so that a run that goes on is the run that began.
 *
 * @param facts what has to be the same, by name
 */
public record Manifest(SortedMap<String, String> facts) {
  /** SHA-256 of a file, by which a build or a result is known again. */
  public static final class Digest {
    private Digest() {}

    /**
     * In hexadecimal.
     *
     * @throws BadInput if the file is not there, or cannot be read
     */
    public static String of(Path file) throws BadInput {
      MessageDigest digest = sha256();
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (NoSuchFileException e) {
        throw new BadInput(file + ": no such file");
      } catch (IOException e) {
        throw new BadInput(file + ": cannot be read: " + e.getMessage());
      }
      return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every JDK has SHA-256", e);
      }
    }
  }

  /** Its name in the directory. */
  public static final String FILE = "gate-run.json";

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /**
   * Writes it, or finds that the one that is there says the same.
   *
   * @param names what the user calls the facts; a fact that is missing is called as it is
   * @param remedy what to do about another run, for the error
   * @return whether there was one
   * @throws BadInput if the directory holds another run
   */
  public boolean claim(Path directory, Map<String, String> names, String remedy)
      throws BadInput, IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      Files.createDirectories(directory);
      write(directory);
      return false;
    }
    SortedMap<String, String> there = read(directory);
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      if (!fact.getValue().equals(there.getOrDefault(fact.getKey(), ""))) {
        String name = names.getOrDefault(fact.getKey(), fact.getKey());
        // A digest means nothing to people.
        String change =
            DIGEST.matcher(fact.getValue()).matches()
                ? name + " changed"
                : name
                    + " was "
                    + there.getOrDefault(fact.getKey(), "not given")
                    + ", is "
                    + fact.getValue();
        throw new BadInput(directory + " holds another run: " + change + "; " + remedy);
      }
    }
    return true;
  }

  /** Writes it in place of the one that is there. */
  public void write(Path directory) throws IOException {
    JsonText.write(directory.resolve(FILE), facts);
  }

  /** The facts in a directory; none if it holds no run. */
  public static SortedMap<String, String> read(Path directory) throws BadInput {
    Path file = directory.resolve(FILE);
    return Files.exists(file)
        ? JsonText.read(file, new TypeReference<TreeMap<String, String>>() {})
        : new TreeMap<>();
  }

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
   * @param failed why a combination of mode and parameters has no result, where that is known of
   *     each
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

    /**
     * The detail that names, with spaces, the conditions in which the sides are meant to differ.
     */
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
}
