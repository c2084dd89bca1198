// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.viewer.MadeProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileReaderTest {
  @TempDir Path directory;

  private static MadeProfile made() {
    return MadeProfile.ofFork(1, 10, "samples/count", "cpu/nanoseconds")
        .sample("leaf:3;root:1", "thread=t", 1, 100)
        .sample("leaf:3;root:1", "thread=t", 2, 200)
        .sample("other;root:1", "thread=u", 3, 300);
  }

  private String refused(Path file) {
    String line = assertThrows(BadProfile.class, () -> Profiles.read(List.of(file))).getMessage();
    assertTrue(line.startsWith(file + ": "), line);
    assertFalse(line.contains("\n"), line);
    return line.substring(file.toString().length() + 2);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  @Test
  void equalSamplesAreOneEntryWithOrWithoutGzip() throws IOException {
    Path plain = write("plain.pb", made().builder().build().toByteArray());
    for (Path file : List.of(plain, made().write(directory.resolve("a.pb.gz")))) {
      Profiles profiles = Profiles.read(List.of(file));
      assertEquals(2, profiles.size());
      assertEquals(300, profiles.value(0, 1));
      assertEquals(3, profiles.value(1, 0));
      assertEquals("demo.Bench.run avgt", profiles.sources().get(0).benchmark());
      assertEquals(10, profiles.sources().get(0).operations());
      assertEquals(1, profiles.sources().get(0).shown(), "the last column, as none is named");
      assertEquals(4, profiles.tree().size());
    }
  }

  @Test
  void numbersNeedNotBePacked() throws IOException {
    Path file = directory.resolve("unpacked.pb");
    Profile all = made().builder().clearSample().build();
    try (var out = Files.newOutputStream(file)) {
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      all.writeTo(coded);
      coded.writeTag(Profile.SAMPLE_FIELD_NUMBER, 2);
      coded.writeUInt32NoTag(8);
      coded.writeUInt64(1, 1);
      coded.writeUInt64(1, 2);
      coded.writeInt64(2, 5);
      coded.writeInt64(2, 7);
      coded.flush();
    }
    Profiles profiles = Profiles.read(List.of(file));
    assertEquals(7, profiles.value(0, 1));
    assertEquals(3, profiles.tree().size());
  }

  @Test
  void whatIsNoProfileGetsOneLine() throws IOException {
    assertEquals("no such file", refused(directory.resolve("none")));
    assertEquals("is a directory", refused(directory));
    assertTrue(refused(write("empty", new byte[0])).contains("not a pprof profile"));
    assertTrue(refused(write("text", "hello, world\n".getBytes())).contains("not a pprof profile"));
    assertTrue(refused(write("zeros", new byte[100])).contains("not a pprof profile"));
    assertTrue(
        refused(write("bad.gz", new byte[] {0x1f, (byte) 0x8b, 1, 2, 3}))
            .matches("is (broken|truncated).*"));
  }

  @Test
  void whatIsCutGetsOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(made().write(directory.resolve("whole.pb.gz")));
    assertEquals("is truncated", refused(write("cut.gz", Arrays.copyOf(whole, whole.length / 2))));
    byte[] plain = made().builder().build().toByteArray();
    for (int length = 0; length < plain.length; length++) {
      Path file = write("cut.pb", Arrays.copyOf(plain, length));
      try {
        Profiles.read(List.of(file));
      } catch (BadProfile e) {
        assertFalse(e.getMessage().contains("\n"));
      }
    }
  }

  @Test
  void whateverIsBrokenEndsInOneLine() throws IOException {
    byte[] plain = made().builder().build().toByteArray();
    SplittableRandom random = new SplittableRandom(1);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] broken = plain.clone();
      for (int j = 0; j < 3; j++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      try {
        Profiles.read(List.of(write("broken.pb", broken)));
      } catch (BadProfile e) {
        assertFalse(e.getMessage().contains("\n"));
        refused++;
      }
    }
    assertTrue(refused > 300, refused + " of 3000");
  }

  @Test
  void referencesToNothingAreNamed() throws IOException {
    Profile.Builder location = made().builder();
    location.getSampleBuilder(0).addLocationId(99);
    assertEquals(
        "a sample has the unknown location 99",
        refused(write("location.pb", location.build().toByteArray())));
    Profile.Builder function = made().builder();
    function.getLocationBuilder(0).getLineBuilder(0).setFunctionId(77);
    assertEquals(
        "location 1 has an unknown function",
        refused(write("function.pb", function.build().toByteArray())));
    Profile.Builder string = made().builder();
    string.getFunctionBuilder(0).setName(5555);
    assertEquals(
        "a string has the unknown number 5555",
        refused(write("string.pb", string.build().toByteArray())));
    Profile.Builder values = made().builder();
    values.getSampleBuilder(1).addValue(1);
    assertEquals(
        "a sample has 3 values for 2 sample types",
        refused(write("values.pb", values.build().toByteArray())));
  }

  @Test
  void moreThanAGibibyteIsRefusedPlainOrUnpacked() throws IOException {
    Path plain = directory.resolve("huge.pb");
    // A field that nobody knows, so that no memory is needed for it.
    byte[] head = {(byte) 0xfa, 0x01, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x04};
    try (RandomAccessFile file = new RandomAccessFile(plain.toFile(), "rw")) {
      file.write(head);
      file.setLength((1L << 30) + 100);
    }
    assertEquals("is larger than 1 GiB unpacked", refused(plain));
    Path gzip = directory.resolve("bomb.pb.gz");
    try (var out =
        new GZIPOutputStream(Files.newOutputStream(gzip), 1 << 16) {
          {
            def.setLevel(1);
          }
        }) {
      out.write(head);
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 1025; i++) {
        out.write(zeros);
      }
    }
    assertEquals("is larger than 1 GiB unpacked", refused(gzip));
  }

  @Test
  void otherColumnsCannotBeAdded() throws IOException {
    Path cpu = made().write(directory.resolve("a.pb.gz"));
    Path other = new MadeProfile("space/bytes").write(directory.resolve("b.pb.gz"));
    String line =
        assertThrows(BadProfile.class, () -> Profiles.read(List.of(cpu, other))).getMessage();
    assertTrue(line.contains("space/bytes") && line.contains("cpu/nanoseconds"), line);
  }
}
