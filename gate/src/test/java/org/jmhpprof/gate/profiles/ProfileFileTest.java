// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jmhpprof.gate.attribution.Attributor;
import org.jmhpprof.gate.attribution.Attributor.UserCode;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileStack;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.profiles.SuiteProfiles.ProfileDirectory;
import org.jmhpprof.proto.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles that the profiler really wrote, and what is left of them after damage. */
class ProfileFileTest {
  static final Path BASE = Path.of("src/test/resources/profiles/base");
  private static final Path REAL =
      BASE.resolve("org.jmhpprof.benchmarks.Demo.hash-avgt/fork1.cpu.pb.gz");

  @TempDir Path dir;

  private static byte[] unpacked() throws IOException {
    try (var in = new GZIPInputStream(Files.newInputStream(REAL))) {
      return in.readAllBytes();
    }
  }

  private Path packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return Files.write(dir.resolve("fork1.cpu.pb.gz"), out.toByteArray());
  }

  @Test
  void aRealProfileIsRead() throws Exception {
    ProfiledFork fork = ProfileFile.read(REAL);
    assertEquals("org.jmhpprof.benchmarks.Demo.hash", fork.key().benchmark());
    assertEquals("avgt", fork.key().mode());
    assertEquals(1, fork.key().threads());
    assertEquals(1, fork.fork());
    assertTrue(fork.operations() > 100_000, fork.operations() + " operations");
    Profile raw = Profile.parseFrom(unpacked());
    long nanos = raw.getSampleList().stream().mapToLong(each -> each.getValue(1)).sum();
    assertEquals(nanos, fork.stacks().stream().mapToLong(ProfileStack::cpuNanos).sum());
    assertTrue(fork.stacks().stream().anyMatch(each -> each.phase().equals("measure")));
  }

  @Test
  void forksOfABenchmarkAreFoundInTheirOrder() throws Exception {
    var forks = ProfileDirectory.read(BASE);
    assertEquals(1, forks.size());
    assertEquals(
        List.of(1, 2, 3),
        forks.values().iterator().next().stream().map(ProfiledFork::fork).toList());
  }

  @Test
  void damagedFilesEndInOneLineThatNamesTheFile() throws Exception {
    byte[] whole = Files.readAllBytes(REAL);
    byte[] message = unpacked();
    SplittableRandom random = new SplittableRandom(5);
    ProfiledFork sound = ProfileFile.read(REAL);
    Attributor attributor = new Attributor(UserCode.outsideThePlatform());
    int refused = 0;
    for (int i = 0; i < 1500; i++) {
      Path file;
      if (i % 3 == 0) {
        int length = random.nextInt(whole.length);
        file = Files.write(dir.resolve("fork1.cpu.pb.gz"), Arrays.copyOf(whole, length));
      } else {
        byte[] damaged = message.clone();
        for (int hits = 1 + random.nextInt(8); hits > 0; hits--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        file = packed(damaged);
      }
      try {
        ProfiledFork fork = ProfileFile.read(file);
        assertTrue(fork.operations() > 0, "what is read can be used");
        attributor.attribute(List.of(sound, sound), List.of(fork, fork), Optional.empty());
      } catch (BadInput e) {
        refused++;
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
      }
    }
    assertTrue(refused > 500, "every truncated file is refused: " + refused);
  }

  @Test
  void noiseEndsInOneLine() throws Exception {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[random.nextInt(4000)];
      random.nextBytes(noise);
      Path file = i % 2 == 0 ? packed(noise) : Files.write(dir.resolve("fork2.cpu.pb.gz"), noise);
      BadInput e = assertThrows(BadInput.class, () -> ProfileFile.read(file));
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    }
  }

  @Test
  void aProfileOfSomethingElseIsRefusedByName() throws Exception {
    Profile whole = Profile.parseFrom(unpacked());
    Path noComments = packed(whole.toBuilder().clearComment().build().toByteArray());
    assertEquals(
        noComments + ": no comment benchmark=",
        assertThrows(BadInput.class, () -> ProfileFile.read(noComments)).getMessage());
    Path noTypes = packed(whole.toBuilder().clearSampleType().build().toByteArray());
    assertEquals(
        noTypes + ": has no sample types: it is not a pprof profile",
        assertThrows(BadInput.class, () -> ProfileFile.read(noTypes)).getMessage());
    Path negative =
        packed(
            whole.toBuilder()
                .setSample(0, whole.getSample(0).toBuilder().setValue(1, -5))
                .build()
                .toByteArray());
    assertEquals(
        negative + ": a sample has a negative value",
        assertThrows(BadInput.class, () -> ProfileFile.read(negative)).getMessage());
  }

  @Test
  void aProfileOfOtherValuesIsRefused() throws Exception {
    Profile whole = Profile.parseFrom(unpacked());
    Profile.Builder other = whole.toBuilder();
    other.getSampleTypeBuilder(0).setUnit(whole.getSampleType(1).getUnit());
    Path file = packed(other.build().toByteArray());
    assertEquals(
        file + ": no sample type samples/count",
        assertThrows(BadInput.class, () -> ProfileFile.read(file)).getMessage());
  }

  @Test
  void aSampleWithoutAStackIsRefused() throws Exception {
    Profile.Builder empty = Profile.parseFrom(unpacked()).toBuilder();
    empty.getSampleBuilder(0).clearLocationId();
    Path file = packed(empty.build().toByteArray());
    assertEquals(
        file + ": a sample has no frames",
        assertThrows(BadInput.class, () -> ProfileFile.read(file)).getMessage());
  }

  @Test
  void noOperationsAreNothingToDivideBy() throws Exception {
    Profile whole = Profile.parseFrom(unpacked());
    Profile.Builder idle = whole.toBuilder();
    for (int i = 0; i < whole.getStringTableCount(); i++) {
      if (whole.getStringTable(i).startsWith("ops=")) {
        idle.setStringTable(i, "ops=0");
      }
    }
    Path file = packed(idle.build().toByteArray());
    assertEquals(
        file + ": comment ops=0 is out of range",
        assertThrows(BadInput.class, () -> ProfileFile.read(file)).getMessage());
  }

  @Test
  void aDirectoryWithoutProfilesIsRefused() throws Exception {
    assertEquals(
        dir + ": no profiles in it (*.pb.gz, *.pb, *.pprof)",
        assertThrows(BadInput.class, () -> ProfileDirectory.read(dir)).getMessage());
    Files.copy(REAL, dir.resolve("fork1.wall.pb.gz"));
    assertEquals(
        dir + ": no *.cpu.pb.gz below it",
        assertThrows(BadInput.class, () -> ProfileDirectory.read(dir)).getMessage());
    Path missing = dir.resolve("missing");
    assertEquals(
        missing + ": no such directory of profiles",
        assertThrows(BadInput.class, () -> ProfileDirectory.read(missing)).getMessage());
  }

  @Test
  void aFileThatUnpacksToTooMuchIsRefused() throws Exception {
    Path file = dir.resolve("fork1.cpu.pb.gz");
    // A field that nobody knows, so that no memory is needed for it.
    byte[] head = {(byte) 0xfa, 0x01, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x04};
    byte[] zeros = new byte[1 << 20];
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(head);
      for (int i = 0; i < 1025; i++) {
        gzip.write(zeros);
      }
    }
    assertTrue(Files.size(file) < 2 << 20);
    assertEquals(
        file + ": is larger than 1 GiB unpacked",
        assertThrows(BadInput.class, () -> ProfileFile.read(file)).getMessage());
  }
}
