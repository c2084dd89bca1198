// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/** Benchmarks that wait, and say for how long and for what. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Waits {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Object monitor = new Object();
  private final ReentrantLock lock = new ReentrantLock();

  /** Sums of one kind of work: the thread's clocks around it. */
  private static final class Section {
    private long wall;
    private long cpu;
    private long delay;

    private void begin() {
      wall -= System.nanoTime();
      cpu -= THREADS.getCurrentThreadCpuTime();
      delay -= runDelay();
    }

    private void end() {
      wall += System.nanoTime();
      cpu += THREADS.getCurrentThreadCpuTime();
      delay += runDelay();
    }

    /** Not on a processor. */
    private long idle() {
      return wall - cpu;
    }

    /** Neither on a processor nor in the queue for one. */
    private long off() {
      return wall - cpu - delay;
    }

    /** The kernel's own count: how long the current thread has waited for a processor. */
    private static long runDelay() {
      try {
        return Long.parseLong(
            Files.readString(Path.of("/proc/thread-self/schedstat")).strip().split(" ")[1]);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  // Of the thread that runs the benchmark.
  private Section slept = new Section();
  private Section locked = new Section();
  private Section waited = new Section();

  /** Forgets the iteration before. */
  @Setup(Level.Iteration)
  public void forget() {
    slept = new Section();
    locked = new Section();
    waited = new Section();
  }

  /** Says how long it was. */
  @TearDown(Level.Iteration)
  public void tell(IterationParams params) {
    if (params.getType() == IterationType.MEASUREMENT) {
      System.out.print("slept-off=" + slept.off() + "; locked-off=" + locked.off() + "; ");
      System.out.print("locked-idle=" + locked.idle() + "; ");
      System.out.print("waited-off=" + waited.off() + "; ");
    }
  }

  /** Uses the processor for so long, by the thread's own clock. */
  private static void compute(long nanos) {
    long end = THREADS.getCurrentThreadCpuTime() + nanos;
    while (THREADS.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }

  /** Computes for 2 ms, sleeps for 4, waits for a monitor for about 2. */
  @Benchmark
  public void computeSleepWait() throws InterruptedException {
    compute(2_000_000);
    slept.begin();
    Thread.sleep(4);
    slept.end();
    Thread holder = new Thread(this::holdMonitor, "holder");
    holder.start();
    while (!held) {
      Thread.onSpinWait();
    }
    locked.begin();
    synchronized (monitor) {
      held = false;
    }
    locked.end();
    holder.join();
  }

  private volatile boolean held;

  private void holdMonitor() {
    synchronized (monitor) {
      held = true;
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Waits for a lock of java.util.concurrent, for about 2 ms. */
  @Benchmark
  public void reentrantLock() throws InterruptedException {
    Thread holder = new Thread(this::holdLock, "holder");
    holder.start();
    while (!held) {
      Thread.onSpinWait();
    }
    locked.begin();
    lock.lock();
    held = false;
    lock.unlock();
    locked.end();
    holder.join();
  }

  private void holdLock() {
    lock.lock();
    held = true;
    LockSupport.parkNanos(2_000_000);
    lock.unlock();
  }

  /** Waits for 2 ms to be notified, which nobody does. */
  @Benchmark
  public void objectWait() throws InterruptedException {
    synchronized (monitor) {
      waited.begin();
      monitor.wait(2);
      waited.end();
    }
  }

  /** Nothing but CPU. */
  @Benchmark
  public void computeOnly() {
    compute(100_000);
  }

  /** Somebody who collects garbage all the time. */
  @State(Scope.Benchmark)
  public static class Collector {
    private static final GarbageCollectorMXBean OLD =
        ManagementFactory.getGarbageCollectorMXBeans().get(1);

    private final byte[][] kept = new byte[20_000][];
    private volatile boolean over;
    private Thread thread;
    private long millis;

    /** Starts it. */
    @Setup
    public void start() {
      for (int i = 0; i < kept.length; i++) {
        kept[i] = new byte[1_000];
      }
      over = false;
      thread = new Thread(this::collect, "collector");
      thread.setDaemon(true);
      thread.start();
    }

    private void collect() {
      while (!over) {
        System.gc();
        LockSupport.parkNanos(20_000_000);
      }
    }

    /** Forgets the iteration before. */
    @Setup(Level.Iteration)
    public void forget() {
      millis = OLD.getCollectionTime();
    }

    /** Says how long it took. */
    @TearDown(Level.Iteration)
    public void tell(IterationParams params) {
      if (params.getType() == IterationType.MEASUREMENT) {
        System.out.print("collected=" + 1_000_000 * (OLD.getCollectionTime() - millis) + "; ");
      }
    }

    /** Ends it. */
    @TearDown
    public void end() throws InterruptedException {
      over = true;
      thread.join();
    }
  }

  /** Nothing but CPU, while a collector stops it. */
  @Benchmark
  public void collected(Collector collector) {
    compute(100_000);
  }

  /** A partner at the other end of a socket. */
  @State(Scope.Thread)
  public static class Echo {
    private ServerSocket server;
    private Socket near;

    /** Starts the partner. */
    @Setup
    public void connect() throws IOException {
      server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      Thread partner = new Thread(this::echo, "echo");
      partner.setDaemon(true);
      partner.start();
      near = new Socket(server.getInetAddress(), server.getLocalPort());
      near.setTcpNoDelay(true);
    }

    private void echo() {
      try (Socket far = server.accept()) {
        far.setTcpNoDelay(true);
        for (int b = far.getInputStream().read(); b >= 0; b = far.getInputStream().read()) {
          far.getOutputStream().write(b);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Ends the partner. */
    @TearDown
    public void disconnect() throws IOException {
      near.close();
      server.close();
    }
  }

  /** A byte there and back. */
  @Benchmark
  public int socket(Echo echo) throws IOException {
    echo.near.getOutputStream().write(7);
    return echo.near.getInputStream().read();
  }

  /** A partner that is parked. */
  @State(Scope.Thread)
  public static class Parked {
    private volatile Thread waiter;
    private volatile boolean asked;
    private volatile boolean over;
    private Thread partner;

    /** Starts it. */
    @Setup
    public void start() {
      over = false;
      partner = new Thread(this::answer, "parked");
      partner.setDaemon(true);
      partner.start();
    }

    private void answer() {
      while (!over) {
        while (!asked && !over) {
          LockSupport.park(this);
        }
        asked = false;
        LockSupport.unpark(waiter);
      }
    }

    /** Ends it. */
    @TearDown
    public void end() {
      over = true;
      LockSupport.unpark(partner);
    }
  }

  /** Wakes the partner, and waits to be woken. */
  @Benchmark
  public void parkAndUnpark(Parked parked) {
    parked.waiter = Thread.currentThread();
    parked.asked = true;
    LockSupport.unpark(parked.partner);
    while (parked.asked) {
      LockSupport.park(parked);
    }
  }
}
