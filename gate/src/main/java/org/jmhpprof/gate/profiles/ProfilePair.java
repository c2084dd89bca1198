// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.attribution.ProfiledFork.CommonForm;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileFrame;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileStack;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.viewer.model.BadProfile;
import org.jmhpprof.viewer.model.Code;
import org.jmhpprof.viewer.model.MergedFile;
import org.jmhpprof.viewer.model.Profiles;
import org.jmhpprof.viewer.model.Source;
import org.jmhpprof.viewer.model.ValueKind;

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
  private static final Code.Mapping JAVA =
      new Code.Mapping(0, 0, 0, "java", "", true, true, true, false);

  private record Key(List<ProfileFrame> frames, String phase) {}

  /** Scaled sums. */
  private static final class Values {
    private double ticks;
    private double nanos;
  }

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
      MergedFile.write(file, mean(file, forks, operations));
    } catch (BadProfile e) {
      throw new BadInput(e.getMessage());
    } catch (IOException e) {
      throw ProfileFile.problem(file, "cannot be written (" + e + ")");
    }
  }

  /** Several forks as one: the mean over them, scaled to a number of operations. */
  private static Profiles mean(Path file, List<ProfiledFork> forks, long operations)
      throws BadProfile {
    Map<Key, Values> stacks = new LinkedHashMap<>();
    for (ProfiledFork fork : forks) {
      double scale = (double) operations / fork.operations() / forks.size();
      for (ProfileStack stack : fork.stacks()) {
        Key key = new Key(stack.frames(), stack.phase());
        Values values = stacks.computeIfAbsent(key, each -> new Values());
        values.ticks += stack.ticks() * scale;
        values.nanos += stack.cpuNanos() * scale;
      }
    }
    BenchmarkKey of = forks.get(0).key();
    List<String> comments =
        List.of(
            "benchmark=" + of.benchmark(),
            "mode=" + of.mode(),
            "forks=" + forks.size(),
            "ops=" + operations);
    List<ValueKind> kinds = List.of(ProfileFile.TICKS, ProfileFile.CPU);
    Profiles mean = new Profiles();
    int source = mean.begin(new Source(file, kinds, 1, ProfileFile.CPU, 1, 0, 0, comments));
    for (Map.Entry<Key, Values> each : stacks.entrySet()) {
      Key key = each.getKey();
      int node = 0;
      for (int i = key.frames.size() - 1; i >= 0; i--) {
        node = mean.node(node, mean.location(location(key.frames.get(i))));
      }
      List<Code.Label> labels =
          key.phase.isEmpty()
              ? List.of()
              : List.of(new Code.Label(ProfileFile.PHASE, key.phase, 0, ""));
      int tags = mean.tags(source, labels);
      mean.add(node, tags, 0, Math.round(each.getValue().ticks));
      mean.add(node, tags, 1, Math.round(each.getValue().nanos));
    }
    return mean;
  }

  private static Code.Location location(ProfileFrame frame) {
    String name = frame.function();
    Code.Function function = new Code.Function(name, systemName(name), frame.file(), 0);
    return new Code.Location(JAVA, 0, List.of(new Code.Line(function, frame.line())), false);
  }

  /** pprof takes a function with two equal names for C++, and cuts brackets out of it. */
  private static String systemName(String name) {
    return name.matches("_Z\\w+") ? name : name + "()";
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
