// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * The name of a benchmark's directory, from its name, mode and parameters: {@code
 * org.example.Sort.merge-avgt,size=1000}.
 *
 * <p>It is one file name on any file system: only {@code A-Z a-z 0-9 . _ - = ,}, at most {@value
 * #MAX_LENGTH} bytes, no name that Windows reserves, no dot at its end. Where something had to be
 * replaced or cut, or where upper case in a parameter could clash on a file system that ignores
 * case, {@code =} and a hash of the whole follow, so that different benchmarks have different
 * names.
 */
final class BenchmarkId {
  static final int MAX_LENGTH = 200;

  private static final int HASH_BYTES = 8;
  private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");
  private static final Pattern UPPER_CASE = Pattern.compile("[A-Z]");
  private static final Pattern RESERVED =
      Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])([.,=-].*)?");

  private final StringBuilder name = new StringBuilder();
  private final StringBuilder whole = new StringBuilder();
  private boolean exact = true;

  private BenchmarkId() {}

  static String of(BenchmarkParams params) {
    BenchmarkId id = new BenchmarkId();
    // Java's own files already keep the names of benchmarks apart where case is ignored.
    id.add("", params.getBenchmark());
    id.add("-", params.getMode().shortLabel());
    for (String key : params.getParamsKeys()) {
      String value = params.getParam(key);
      id.add(",", key);
      id.add("=", value);
      id.exact &= !UPPER_CASE.matcher(value).find();
    }
    return id.finish();
  }

  private void add(String separator, String part) {
    String safe = UNSAFE.matcher(part).replaceAll("_");
    exact &= safe.equals(part);
    name.append(separator).append(safe);
    whole.append(part.length()).append(':').append(part);
  }

  private String finish() {
    if (RESERVED.matcher(name).matches()) {
      name.insert(0, '_');
      exact = false;
    }
    if (exact && name.length() <= MAX_LENGTH && name.charAt(name.length() - 1) != '.') {
      return name.toString();
    }
    name.setLength(Math.min(name.length(), MAX_LENGTH - 1 - 2 * HASH_BYTES));
    return name + "=" + hash(whole.toString());
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
