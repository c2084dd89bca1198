// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The lock by which JMH keeps two of its kind from one machine. The gate takes it for both forks of
 * a pair, and tells them to ignore it.
 */
final class JmhLock {
  private final Optional<FileChannel> channel;

  private JmhLock(Optional<FileChannel> channel) {
    this.channel = channel;
  }

  /**
   * The lock; empty while another JMH has it.
   *
   * @param ignored whether others may run, too
   */
  static Optional<JmhLock> take(boolean ignored) throws IOException {
    if (ignored) {
      return Optional.of(new JmhLock(Optional.empty()));
    }
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock");
    FileChannel channel = open(file);
    if (channel.tryLock() == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new JmhLock(Optional.of(channel)));
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (AccessDeniedException e) {
      throw new FileSystemException(
          file.toString(), null, "belongs to another user; --ignore-jmh-lock does without it");
    }
  }

  void close() throws IOException {
    if (channel.isPresent()) {
      channel.get().close();
    }
  }
}
