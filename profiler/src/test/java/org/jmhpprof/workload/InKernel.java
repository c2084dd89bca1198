// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Much of the time is in one system call, or in page faults. */
@State(Scope.Thread)
public class InKernel {
  static {
    TestLibrary.load("nativecode");
  }

  private static final int PAGE = 4096;

  private final byte[] bytes = new byte[8192];
  private final ByteBuffer fresh = map(1024 * PAGE);
  private Path path;
  private RandomAccessFile file;

  private static native void mapAndUnmap(int bytes, int times);

  private static native ByteBuffer map(int bytes);

  private static native void forget(ByteBuffer memory);

  @Setup
  public void open() throws IOException {
    path = Files.createTempFile("in-kernel", ".bin");
    file = new RandomAccessFile(path.toFile(), "rw");
    file.write(bytes);
  }

  @TearDown
  public void close() throws IOException {
    file.close();
    Files.delete(path);
  }

  @Benchmark
  public int read() throws IOException {
    file.seek(0);
    return file.read(bytes);
  }

  @Benchmark
  public void write() throws IOException {
    file.seek(0);
    file.write(bytes);
  }

  @Benchmark
  public void futex() {
    LockSupport.parkNanos(1);
  }

  /** For many threads. */
  @Benchmark
  public void rest() {
    LockSupport.parkNanos(20_000_000);
  }

  @Benchmark
  public void mmap() {
    mapAndUnmap(PAGE, 100);
  }

  @Benchmark
  public void firstTouch() {
    forget(fresh);
    touch(fresh);
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static void touch(ByteBuffer memory) {
    for (int i = 0; i < memory.capacity(); i += PAGE) {
      memory.put(i, (byte) 1);
    }
  }
}
