// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Eight workloads that scatter in different ways from fork to fork: what the regression gate is
 * tried on, one build against itself.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class Scatter {
  private static final int SIZE = 512;
  private static final Pattern WORDS = Pattern.compile("(\\w+)@(\\w+)\\.com");

  private final byte[] bytes = new byte[SIZE];
  private final int[] numbers = new int[SIZE];
  private final Map<Integer, Integer> map = new HashMap<>();
  private final List<IntUnaryOperator> operators =
      List.of(x -> x + 1, x -> x * 3, x -> x ^ 0x55, Integer::reverse);
  private final String text = "write to somebody@example.com or to nobody@example.com today";

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) random.nextInt();
      numbers[i] = random.nextInt();
      map.put(numbers[i], i);
    }
  }

  @Benchmark
  public long crc() {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  @Benchmark
  public String format() {
    return String.format(Locale.ROOT, "%d %s %.3f", numbers[0], "text", 1.5);
  }

  @Benchmark
  public int hashMapGet() {
    int sum = 0;
    for (int number : numbers) {
      sum += map.get(number);
    }
    return sum;
  }

  @Benchmark
  public int megamorphic() {
    int value = 1;
    for (int i = 0; i < SIZE; i++) {
      value = operators.get(i & 3).applyAsInt(value);
    }
    return value;
  }

  @Benchmark
  public boolean regex() {
    return WORDS.matcher(text).find();
  }

  @Benchmark
  public int[] sort() {
    int[] copy = numbers.clone();
    Arrays.sort(copy);
    return copy;
  }

  @Benchmark
  public int streams() {
    return IntStream.of(numbers)
        .filter(x -> (x & 1) == 0)
        .map(x -> x >> 3)
        .boxed()
        .mapToInt(Integer::intValue)
        .sum();
  }

  @Benchmark
  public String stringBuild() {
    StringBuilder builder = new StringBuilder();
    for (int i = 0; i < 32; i++) {
      builder.append(numbers[i]).append(',');
    }
    return builder.toString();
  }
}
