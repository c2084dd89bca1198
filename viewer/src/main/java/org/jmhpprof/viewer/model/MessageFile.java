// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An open file of one protobuf message, gzip or not. All passes over it read the same file, also if
 * another one takes its name meanwhile.
 */
final class MessageFile {
  /** Unpacked. */
  static final long LARGEST = 1L << 30;

  private final FileChannel channel;

  private MessageFile(FileChannel channel) {
    this.channel = channel;
  }

  /** What is done with an open file. */
  interface Content {
    void of(MessageFile file) throws IOException;
  }

  /** One reading of a file from its beginning. */
  interface Pass {
    void over(CodedInputStream in) throws IOException;
  }

  /**
   * Opens a file.
   *
   * @throws BadProfile one line, if it cannot be read
   */
  static void open(Path file, Content content) throws IOException {
    if (Files.isDirectory(file)) {
      throw new BadProfile(file, "is a directory");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      content.of(new MessageFile(channel));
    } catch (BadProfile e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new BadProfile(file, "no such file");
    } catch (TooLarge e) {
      throw new BadProfile(file, "is larger than 1 GiB unpacked");
    } catch (EOFException e) {
      throw new BadProfile(file, "is truncated");
    } catch (ZipException e) {
      throw new BadProfile(file, "is broken (" + e.getMessage() + ")");
    } catch (InvalidProtocolBufferException e) {
      throw new BadProfile(file, "is truncated, or is not a pprof profile");
    } catch (IOException e) {
      throw new BadProfile(file, "cannot be read (" + e + ")");
    }
  }

  void pass(Pass pass) throws IOException {
    channel.position(0);
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    InputStream plain = new Limited(gzip ? new GZIPInputStream(in, 1 << 16) : in);
    pass.over(CodedInputStream.newInstance(plain, 1 << 16));
  }

  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** Fails behind the largest size. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left = LARGEST;

    Limited(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = in.read(bytes, from, length);
      left -= Math.max(0, count);
      if (left < 0) {
        throw new TooLarge();
      }
      return count;
    }
  }
}
