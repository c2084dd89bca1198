// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

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
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

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
}
