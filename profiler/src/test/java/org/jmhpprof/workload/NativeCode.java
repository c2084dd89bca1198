// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.Deflater;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Most of the time is in native code under a Java method. */
@State(Scope.Thread)
public class NativeCode {
  static {
    TestLibrary.load("nativecode");
  }

  private final byte[] input = new byte[65_536];
  private final byte[] output = new byte[2 * input.length];
  private final Deflater deflater = new Deflater();
  private final ByteBuffer sent = ByteBuffer.allocateDirect(65_536);
  private final ByteBuffer received = ByteBuffer.allocateDirect(65_536);
  private long seed = 1;
  private Path path;
  private RandomAccessFile file;
  private SocketChannel near;
  private SocketChannel far;

  @Setup
  public void open() throws IOException {
    new Random(1).nextBytes(input);
    path = Files.createTempFile("native-code", ".bin");
    file = new RandomAccessFile(path.toFile(), "rw");
    file.write(input);
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      near = SocketChannel.open(server.getLocalAddress());
      far = server.accept();
    }
  }

  @TearDown
  public void close() throws IOException {
    near.close();
    far.close();
    file.close();
    Files.delete(path);
    deflater.end();
  }

  private static native long churn(long seed, int steps);

  @Benchmark
  public long jni() {
    seed = churn(seed, 10_000);
    return seed;
  }

  @Benchmark
  public int deflater() {
    deflater.reset();
    deflater.setInput(input);
    deflater.finish();
    return deflater.deflate(output);
  }

  @Benchmark
  public int file() throws IOException {
    file.seek(0);
    return file.read(output, 0, input.length);
  }

  @Benchmark
  public int socket() throws IOException {
    sent.clear();
    int written = near.write(sent);
    int read = 0;
    while (read < written) {
      received.clear();
      read += far.read(received);
    }
    return read;
  }
}
