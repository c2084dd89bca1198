// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Everything that is hard on a sampler at once. */
@State(Scope.Benchmark)
public class Mixed {
  private final Code[] codes = {new Code(), new Code()};
  private final Threads.Garbage[] garbage = {new Threads.Garbage(), new Threads.Garbage()};

  /** Classes come and go, stacks overflow, exceptions fly, threads come and go, memory fills. */
  @Benchmark
  public Object everything() throws Exception {
    int choice = ThreadLocalRandom.current().nextInt(1_000);
    if (choice == 0) {
      return overflow(1);
    }
    if (choice < 10) {
      ShortLivedClasses.next();
      return null;
    }
    if (choice < 30) {
      Thread thread = new Thread(() -> garbage[1].next(), "short");
      thread.start();
      thread.join();
      return thread;
    }
    Code code = codes[choice & 1];
    return switch (choice % 6) {
      case 0 -> code.exceptions();
      case 1 -> code.deoptimization();
      case 2 -> code.lambdas();
      case 3 -> code.reflection();
      case 4 -> code.arraycopy();
      default -> garbage[0].next();
    };
  }

  /** Samples fall where hardly any stack is left. */
  private static int overflow(int depth) {
    try {
      return overflow(depth + 1) + 1;
    } catch (StackOverflowError e) {
      return depth;
    }
  }

  /** Classes are gone before anybody asks for their names. */
  @Benchmark
  public void unloaded() {
    for (int i = 0; i < 50; i++) {
      ShortLivedClasses.next();
    }
    System.gc();
  }
}
