// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jmhpprof.gate.attribution.CommonForm;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.json.BadInput;

/**
 * Two files that plain {@code pprof -diff_base} compares per operation.
 *
 * <p>pprof subtracts totals, which depend on how long each side ran. So each file holds the mean of
 * its side's forks for one and the same number of operations, a power of ten for which the totals
 * come out as seconds that can be read: with 1,000,000 operations, 1 s stands for 1 us per
 * operation.
 *
 * @param base file of base
 * @param head file of head
 * @param operations what both files' times are for
 */
public record ProfilePair(Path base, Path head, long operations) {
  /** As much as pprof still shows in seconds, nanoseconds. */
  private static final double LARGEST = 60e9;

  private static final long MOST_OPERATIONS = 1_000_000_000;

  /**
   * Writes the pair.
   *
   * @param base at least one fork
   * @param head at least one fork, of the same benchmark
   * @param directory is created if need be
   * @param name of the files, before {@code .base.pb.gz} and {@code .head.pb.gz}
   * @throws BadInput naming the file that could not be written
   */
  public static ProfilePair write(
      List<ProfiledFork> base, List<ProfiledFork> head, Path directory, String name)
      throws BadInput {
    CommonForm common = CommonForm.of(base, head);
    long operations = operations(common);
    ProfilePair pair =
        new ProfilePair(
            directory.resolve(name + ".base.pb.gz"),
            directory.resolve(name + ".head.pb.gz"),
            operations);
    write(pair.base, common.base(), operations);
    write(pair.head, common.head(), operations);
    return pair;
  }

  private static long operations(CommonForm common) {
    double cost = Math.max(mean(common.base()), mean(common.head()));
    long operations = MOST_OPERATIONS;
    while (operations > 1 && cost * operations > LARGEST) {
      operations /= 1000;
    }
    return operations;
  }

  private static double mean(List<ProfiledFork> forks) {
    return forks.stream()
        .mapToDouble(ProfiledFork::cpuNanosPerOperation)
        .average()
        .orElseThrow(() -> new IllegalArgumentException("no forks"));
  }

  private static void write(Path file, List<ProfiledFork> forks, long operations) throws BadInput {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        new MeanProfile(forks, operations).message().writeTo(out);
      }
    } catch (IOException e) {
      throw ProfileFile.problem(file, "cannot be written (" + e + ")");
    }
  }

  /** What a second in these files stands for, such as {@code 1 us/op}. */
  public String second() {
    return switch ((int) Math.log10(operations)) {
      case 9 -> "1 ns/op";
      case 6 -> "1 us/op";
      case 3 -> "1 ms/op";
      default -> "1 s/op";
    };
  }

  /** The command that shows the difference. */
  public String command() {
    return "go tool pprof -top -diff_base=" + base + " " + head;
  }
}
