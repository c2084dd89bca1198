// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** Fields as they lie in a stream of protobuf; one that has another type is a broken file. */
final class WireFields {
  private WireFields() {}

  /** A text or a message. */
  static ByteString message(CodedInputStream in, int tag) throws IOException {
    require(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return in.readBytes();
  }

  /** A number, or an index. */
  static long number(CodedInputStream in, int tag) throws IOException {
    require(tag, WireFormat.WIRETYPE_VARINT);
    return in.readInt64();
  }

  /** Checks the type of a field. */
  static void require(int tag, int wireType) throws IOException {
    if (WireFormat.getTagWireType(tag) != wireType) {
      throw new InvalidProtocolBufferException("wire type " + WireFormat.getTagWireType(tag));
    }
  }

  /** Takes numbers one by one. */
  interface LongConsumer {
    void accept(long number);
  }

  /** A repeated field, packed or not. */
  static void numbers(CodedInputStream in, int tag, LongConsumer to) throws IOException {
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
      to.accept(in.readInt64());
      return;
    }
    require(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int limit = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      to.accept(in.readInt64());
    }
    in.popLimit(limit);
  }
}
