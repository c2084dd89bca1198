// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jmhpprof.gate.attribution.CommonForm;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.attribution.ProfiledFork.Phase;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileFrame;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileStack;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Line;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.jmhpprof.proto.ValueType;

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
  /** Several forks as one message: the mean over the forks, scaled to a number of operations. */
  static final class MeanProfile {
    private record Key(List<ProfileFrame> frames, Phase phase) {}

    private record FunctionKey(String name, String file) {}

    /** Scaled sums. */
    private static final class Values {
      private double ticks;
      private double nanos;
    }

    private final Map<Key, Values> stacks = new LinkedHashMap<>();
    private final Map<String, Integer> strings = new LinkedHashMap<>();
    private final Map<ProfileFrame, Integer> locations = new LinkedHashMap<>();
    private final Map<FunctionKey, Integer> functions = new LinkedHashMap<>();
    private final Profile.Builder message = Profile.newBuilder();

    MeanProfile(List<ProfiledFork> forks, long operations) {
      for (ProfiledFork fork : forks) {
        double scale = (double) operations / fork.operations() / forks.size();
        for (ProfileStack stack : fork.stacks()) {
          Key key = new Key(stack.frames(), stack.phase());
          Values values = stacks.computeIfAbsent(key, each -> new Values());
          values.ticks += stack.ticks() * scale;
          values.nanos += stack.cpuNanos() * scale;
        }
      }
      string("");
      ProfiledFork first = forks.get(0);
      message.addComment(string("benchmark=" + first.key().benchmark()));
      message.addComment(string("mode=" + first.key().mode()));
      message.addComment(string("forks=" + forks.size()));
      message.addComment(string("ops=" + operations));
    }

    Profile message() {
      ValueType cpu = type("cpu", "nanoseconds");
      message.addSampleType(type("samples", "count")).addSampleType(cpu);
      message.setPeriodType(cpu).setPeriod(1).setDefaultSampleType(string("cpu"));
      message.addMapping(
          Mapping.newBuilder()
              .setId(1)
              .setFilename(string("java"))
              .setHasFunctions(true)
              .setHasFilenames(true)
              .setHasLineNumbers(true));
      stacks.forEach(this::sample);
      addLocations();
      addFunctions();
      return message.addAllStringTable(strings.keySet()).build();
    }

    private ValueType type(String type, String unit) {
      return ValueType.newBuilder().setType(string(type)).setUnit(string(unit)).build();
    }

    private void sample(Key key, Values values) {
      Sample.Builder sample = Sample.newBuilder();
      for (ProfileFrame frame : key.frames) {
        sample.addLocationId(id(locations, frame));
      }
      sample.addValue(Math.round(values.ticks)).addValue(Math.round(values.nanos));
      if (key.phase != Phase.NONE) {
        sample.addLabel(
            Label.newBuilder().setKey(string("phase")).setStr(string(key.phase.label())));
      }
      message.addSample(sample);
    }

    private void addLocations() {
      locations.forEach(
          (frame, id) ->
              message.addLocation(
                  Location.newBuilder()
                      .setId(id)
                      .setMappingId(1)
                      .addLine(
                          Line.newBuilder()
                              .setFunctionId(
                                  id(functions, new FunctionKey(frame.function(), frame.file())))
                              .setLine(frame.line()))));
    }

    private void addFunctions() {
      functions.forEach(
          (function, id) ->
              message.addFunction(
                  Function.newBuilder()
                      .setId(id)
                      .setName(string(function.name))
                      .setSystemName(string(systemName(function.name)))
                      .setFilename(string(function.file))));
    }

    /** pprof takes a function with two equal names for C++, and cuts brackets out of it. */
    private static String systemName(String name) {
      return name.matches("_Z\\w+") ? name : name + "()";
    }

    private int string(String text) {
      Integer known = strings.putIfAbsent(text, strings.size());
      return known == null ? strings.size() - 1 : known;
    }

    private static <T> int id(Map<T, Integer> ids, T key) {
      Integer known = ids.putIfAbsent(key, ids.size() + 1);
      return known == null ? ids.size() : known;
    }
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
