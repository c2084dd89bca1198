// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.zip.CRC32;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Every kind of code that the JVM runs: hand-written stubs, exceptions, lambdas, method handles,
 * deoptimization. What a benchmark spends lies under its own method.
 */
@State(Scope.Thread)
public class Code {
  private static final int SIZE = 65_536;

  private final byte[] bytes = random(SIZE);
  private final byte[] other = bytes.clone();
  private final byte[] target = new byte[SIZE];
  private final long[] words = new long[SIZE];
  private final String left = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  private final String right = new String(other, java.nio.charset.StandardCharsets.ISO_8859_1);
  private final BigInteger big = new BigInteger(20_000, new Random(1));
  private final CRC32 crc = new CRC32();
  private final LongUnaryOperator[] lambdas = {x -> x + 1, x -> x * 3, x -> x ^ 0x55, x -> x - 7};
  private final MessageDigest sha;
  private final Cipher aes;
  private final MethodHandle handle;
  private final Method reflected;
  private Runnable proxy;
  private Shape shape = new Square();
  private long seed = 1;
  private int calls;

  interface Shape {
    long area(long side);
  }

  static final class Square implements Shape {
    @Override
    public long area(long side) {
      return side * side;
    }
  }

  static final class Disc implements Shape {
    @Override
    public long area(long side) {
      return side * side * 355 / 113;
    }
  }

  public Code() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
      aes = Cipher.getInstance("AES/CBC/NoPadding");
      aes.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(new byte[16], "AES"),
          new IvParameterSpec(new byte[16]));
      handle =
          MethodHandles.insertArguments(
              MethodHandles.lookup()
                  .findVirtual(
                      Code.class, "step", MethodType.methodType(long.class, int.class, long.class)),
              1,
              500);
      reflected = Code.class.getDeclaredMethod("step", int.class, long.class);
    } catch (ReflectiveOperationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Setup
  public void makeProxy() {
    proxy =
        (Runnable)
            Proxy.newProxyInstance(
                Code.class.getClassLoader(),
                new Class<?>[] {Runnable.class},
                (self, method, arguments) -> {
                  seed = step(2_000, seed);
                  return null;
                });
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Benchmark
  public byte[] sha256() {
    return sha.digest(bytes);
  }

  @Benchmark
  public byte[] aes() throws GeneralSecurityException {
    return aes.doFinal(bytes);
  }

  @Benchmark
  public long crc32() {
    crc.update(bytes);
    return crc.getValue();
  }

  @Benchmark
  public byte[] arraycopy() {
    System.arraycopy(bytes, 3, target, 0, SIZE - 3);
    return target;
  }

  @Benchmark
  public long[] fill() {
    Arrays.fill(words, seed++);
    return words;
  }

  @Benchmark
  public boolean stringEquals() {
    return left.equals(right);
  }

  @Benchmark
  public double sin() {
    double sum = 0;
    for (int i = 0; i < 1_000; i++) {
      sum += Math.sin(i * 0.37);
    }
    return sum;
  }

  @Benchmark
  public double pow() {
    double sum = 0;
    for (int i = 0; i < 1_000; i++) {
      sum += Math.pow(i, 1.37);
    }
    return sum;
  }

  @Benchmark
  public BigInteger multiply() {
    return big.multiply(big);
  }

  @Benchmark
  public long exceptions() {
    try {
      return thrown(50);
    } catch (IllegalStateException e) {
      return e.getMessage().length();
    }
  }

  private static long thrown(int frames) {
    if (frames == 0) {
      throw new IllegalStateException("deep");
    }
    return thrown(frames - 1) + 1;
  }

  @Benchmark
  public long lambdas() {
    long x = seed;
    for (int i = 0; i < 1_000; i++) {
      x = lambdas[i & 3].applyAsLong(x);
    }
    return seed = x;
  }

  @Benchmark
  public long methodHandle() throws Throwable {
    return seed = (long) handle.invokeExact(this, seed);
  }

  @Benchmark
  public long reflection() throws IllegalAccessException, InvocationTargetException {
    return seed = (long) reflected.invoke(this, 500, seed);
  }

  @Benchmark
  public long proxy() {
    proxy.run();
    return seed;
  }

  long step(int steps, long from) {
    long x = from;
    for (int i = 0; i < steps; i++) {
      x = x * 0x5DEECE66DL + 0xBL;
    }
    return x;
  }

  /** The receiver changes when the compiler has just settled on one. */
  @Benchmark
  public long deoptimization() {
    if (++calls % 20_000 == 0) {
      shape = shape instanceof Square ? new Disc() : new Square();
      ShortLivedClasses.next();
    }
    long x = seed;
    for (int i = 0; i < 200; i++) {
      x += shape.area(x);
    }
    return seed = x;
  }
}
