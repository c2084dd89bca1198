// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The lock by which JMH keeps two of its kind from one machine. The gate takes it for both forks of
 * a pair, and tells them to ignore it.
 */
final class JmhLock {
  private final FileChannel channel;

  private JmhLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * The lock; empty while another JMH has it.
   *
   * @param ignored whether others may run, too
   */
  static Optional<JmhLock> take(boolean ignored) throws IOException {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null && !ignored) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new JmhLock(channel));
  }

  void close() throws IOException {
    channel.close();
  }
}
