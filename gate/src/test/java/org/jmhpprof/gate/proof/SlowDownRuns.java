// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs the benchmarks with known slow-downs, timed and profiled, one fork at a time and in random
 * order.
 *
 * <p>Leaves {@code <dir>/slowdown<percent>/round<n>/timed.json} and, beside it, {@code profiles/}.
 * A round that is there already is not run again.
 */
public final class SlowDownRuns {
  /** In percent of the whole operation; 0 stands for base. */
  static final List<Integer> PERCENTS = List.of(0, 3, 5, 10, 20);

  private static final long LONGEST_MINUTES = 10;

  private SlowDownRuns() {}

  /** Arguments: benchmarks.jar, directory, rounds, and which benchmarks, all without it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 3 || arguments.length > 4) {
      System.err.println("usage: SlowDownRuns <benchmarks.jar> <dir> <rounds> [<regex>]");
      System.exit(2);
    }
    Path jar = Path.of(arguments[0]);
    Path directory = Path.of(arguments[1]);
    String regex = arguments.length > 3 ? arguments[3] : "SlowDown";
    Random random = new Random(1);
    for (int round = 1; round <= Integer.parseInt(arguments[2]); round++) {
      List<Integer> order = new ArrayList<>(PERCENTS);
      Collections.shuffle(order, random);
      for (int percent : order) {
        run(jar, regex, round(directory, percent, round), percent);
      }
      System.out.println("round " + round + " of " + arguments[2]);
    }
  }

  static Path round(Path directory, int percent, int round) {
    return directory.resolve("slowdown" + percent).resolve("round" + round);
  }

  private static void run(Path jar, String regex, Path round, int percent)
      throws IOException, InterruptedException {
    Path done = round.resolve("done");
    if (Files.exists(done)) {
      return;
    }
    Files.createDirectories(round);
    jmh(jar, regex, percent, round, "-rf", "json", "-rff", round.resolve("timed.json").toString());
    jmh(jar, regex, percent, round, "-prof", "pprof:dir=" + round.resolve("profiles"));
    Files.createFile(done);
  }

  private static void jmh(Path jar, String regex, int percent, Path round, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Whoever else runs JMH on this machine is noise to live with.
    Collections.addAll(command, "-Djmh.ignoreLock=true", "-jar", jar.toString());
    Collections.addAll(command, regex, "-f", "1", "-foe", "true");
    Collections.addAll(command, "-jvmArgsAppend", "-Dslowdown=" + percent);
    Collections.addAll(command, more);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(round.resolve("jmh.log").toFile()))
            .start();
    if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    if (process.waitFor() != 0) {
      throw new IOException("JMH failed, see " + round.resolve("jmh.log"));
    }
  }
}
