// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileFrame;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileStack;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.viewer.model.CodeKind;
import org.jmhpprof.viewer.model.ComparedStacks;
import org.jmhpprof.viewer.model.FrameTable;
import org.jmhpprof.viewer.model.Profiles;
import org.jmhpprof.viewer.model.Source;
import org.jmhpprof.viewer.model.ValueKind;

/** What the gate wants of a profile of CPU time that the profiler wrote for a fork. */
public final class ProfileFile {
  /** The end of the file name. */
  static final String SUFFIX = ".cpu.pb.gz";

  static final ValueKind TICKS = new ValueKind("samples", "count");
  static final ValueKind CPU = new ValueKind("cpu", "nanoseconds");
  static final String PHASE = "phase";

  private final Profiles profile;
  private final Source source;
  private final ComparedStacks stacks;
  private final ProfileFrame[] frames;

  private ProfileFile(Profiles profile) {
    this.profile = profile;
    this.source = profile.sources().get(0);
    this.stacks = new ComparedStacks(profile);
    this.frames = new ProfileFrame[stacks.frames().frameCount()];
  }

  /**
   * Reads it.
   *
   * @throws BadInput naming the file, if it is not such a profile
   */
  public static ProfiledFork read(Path file) throws BadInput {
    try {
      return new ProfileFile(Profiles.read(List.of(file))).fork();
    } catch (IOException e) {
      throw new BadInput(e.getMessage());
    }
  }

  private ProfiledFork fork() throws BadInput {
    BenchmarkKey key = key(source);
    int ticks = column(TICKS);
    int nanos = column(CPU);
    List<ProfileStack> all = new ArrayList<>(profile.size());
    for (int i = 0; i < profile.size(); i++) {
      all.add(stack(i, ticks, nanos));
    }
    require(source, source.durationNanos() >= 0, "duration_nanos is negative");
    return new ProfiledFork(
        source.file().toString(),
        key,
        (int) number(source, "fork", 1, 1 << 20),
        0,
        number(source, "ops", 1, Long.MAX_VALUE),
        source.durationNanos(),
        ticksPerSignal(),
        source.comment("clock").isEmpty() ? "unknown" : source.comment("clock"),
        all);
  }

  private int column(ValueKind kind) throws BadInput {
    int column = profile.kinds().indexOf(kind);
    require(source, column >= 0, "no sample type " + kind);
    return column;
  }

  private ProfileStack stack(int entry, int ticks, int nanos) throws BadInput {
    List<ProfileFrame> found = new ArrayList<>();
    for (int node = stacks.nodeOf(entry); node != 0; node = stacks.tree().parent(node)) {
      found.add(frame(stacks.tree().item(node)));
    }
    require(source, !found.isEmpty(), "a sample has no frames");
    long count = profile.value(entry, ticks);
    long time = profile.value(entry, nanos);
    require(source, count >= 0 && time >= 0, "a sample has a negative value");
    String phase =
        profile.labels(profile.tagsOf(entry)).stream()
            .filter(label -> label.key().equals(PHASE))
            .map(label -> label.text())
            .findFirst()
            .orElse("");
    return new ProfileStack(found, phase, count, time);
  }

  private ProfileFrame frame(int number) {
    if (frames[number] == null) {
      FrameTable table = stacks.frames();
      FrameTable.Function function = table.function(table.functionOf(number));
      boolean machine = function.kind() != CodeKind.JAVA && function.kind() != CodeKind.MARK;
      frames[number] =
          new ProfileFrame(function.name(), function.file(), table.lineOf(number), machine);
    }
    return frames[number];
  }

  /** Ticks that the kernel merged into a signal count, but they are not independent samples. */
  private double ticksPerSignal() {
    long samples = optional("samples");
    long signals = samples - optional("overruns");
    return signals > 0 ? (double) samples / signals : 1;
  }

  private long optional(String name) {
    String text = source.comment(name);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  /**
   * The benchmark that a profile is of.
   *
   * @throws BadInput naming the file, if it does not say
   */
  static BenchmarkKey key(Source source) throws BadInput {
    String benchmark = comment(source, "benchmark");
    String mode = comment(source, "mode");
    return new BenchmarkKey(
        benchmark, mode, source.params(), (int) number(source, "threads", 1, 1 << 20));
  }

  private static String comment(Source source, String name) throws BadInput {
    String value = source.comment(name);
    require(source, !value.isEmpty(), "no comment " + name + "=");
    return value;
  }

  private static long number(Source source, String name, long least, long most) throws BadInput {
    String text = comment(source, name);
    require(source, text.matches("\\d{1,18}"), "comment " + name + "=" + text + " is no number");
    long value = Long.parseLong(text);
    require(
        source,
        value >= least && value <= most,
        "comment " + name + "=" + text + " is out of range");
    return value;
  }

  private static void require(Source source, boolean condition, String problem) throws BadInput {
    if (!condition) {
      throw problem(source.file(), problem);
    }
  }

  static BadInput problem(Path file, String what) {
    return new BadInput(file + ": " + what);
  }
}
