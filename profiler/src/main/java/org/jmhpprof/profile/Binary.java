// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.Objects;

/**
 * A native mapping: a range of addresses that a file was mapped to.
 *
 * @param file its path
 * @param buildId its build id in hexadecimal, "" if unknown
 * @param start the first address
 * @param limit the address after the last one
 * @param offset the file offset of {@code start}, bytes
 */
public record Binary(String file, String buildId, long start, long limit, long offset) {
  /** Checks the strings and the range. */
  public Binary {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(buildId, "buildId");
    if (Long.compareUnsigned(start, limit) >= 0) {
      throw new IllegalArgumentException(
          "empty mapping of %s: 0x%x to 0x%x".formatted(file, start, limit));
    }
  }

  /** How a function without a name is shown: {@code [libc.so.6]}. */
  public String label() {
    // What the kernel maps itself has brackets already: [vdso].
    return file.startsWith("[") ? file : "[" + file.substring(file.lastIndexOf('/') + 1) + "]";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Binary binary
        && start == binary.start
        && limit == binary.limit
        && offset == binary.offset
        && file.equals(binary.file)
        && buildId.equals(binary.buildId);
  }

  @Override
  public int hashCode() {
    return 31 * file.hashCode() + Long.hashCode(start);
  }
}
