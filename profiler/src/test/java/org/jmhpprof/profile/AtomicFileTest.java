// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path dir;

  private static void fails(Path file) {
    StackTable table = new StackTable();
    FrameCache cache = new FrameCache(new Plain(), Harness.NONE);
    cache.resolve(table);
    ProfileInfo info = new ProfileInfo(0, 0, 1, "", List.of());
    IOException e =
        assertThrows(IOException.class, () -> ProfileWriter.write(file, table, cache, info));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(dir)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void namesTheFileWhenItsDirectoryIsMissing() throws IOException {
    fails(dir.resolve("missing").resolve("p.pb.gz"));
    assertEquals(List.of(), names());
  }

  @Test
  void namesTheFileWhenItsDirectoryIsAFile() throws IOException {
    Files.writeString(dir.resolve("file"), "");
    fails(dir.resolve("file").resolve("p.pb.gz"));
    assertEquals(List.of("file"), names());
  }

  @Test
  void namesTheFileWhenItsDirectoryCannotBeWritten() {
    Path proc = Path.of("/proc");
    assumeTrue(Files.isDirectory(proc.resolve("self")));
    fails(proc.resolve("p.pb.gz"));
  }

  @Test
  void namesTheFileWhenThePermissionIsMissing() throws IOException {
    Path closed = Files.createDirectory(dir.resolve("closed"));
    assumeTrue(closed.toFile().setWritable(false));
    assumeFalse(Files.isWritable(closed), "permissions do not bind this user");
    fails(closed.resolve("p.pb.gz"));
  }

  @Test
  void leavesNothingWhenTheRenameFails() throws IOException {
    Path taken = Files.createDirectory(dir.resolve("p.pb.gz"));
    Files.writeString(taken.resolve("inside"), "");
    fails(taken);
    assertEquals(List.of("p.pb.gz"), names());
  }

  @Test
  void leavesTheOldFileWhenTheContentFails() throws IOException {
    Path file = dir.resolve("p.pb.gz");
    Files.writeString(file, "old");
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.replace(
                    file,
                    true,
                    out -> {
                      out.write(new byte[1 << 16]);
                      throw new IOException("No space left on device");
                    }));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFile.replace(
                file,
                true,
                out -> {
                  throw new IllegalStateException();
                }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("p.pb.gz"), names());
  }
}
