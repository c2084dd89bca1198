// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.json;

import java.util.Locale;

/** Writes JSON, piece by piece. The caller keeps the order right. */
public final class JsonText {
  private final StringBuilder text = new StringBuilder(1 << 16);
  private boolean first = true;

  /** An opening bracket, with a comma before it where one is due. */
  public JsonText open(char bracket) {
    comma();
    text.append(bracket);
    first = true;
    return this;
  }

  /** A closing bracket. */
  public JsonText close(char bracket) {
    text.append(bracket);
    first = false;
    return this;
  }

  /** The name of a field; its value follows. */
  public JsonText key(String key) {
    string(key);
    text.append(':');
    first = true;
    return this;
  }

  /** A text. */
  public JsonText string(String value) {
    comma();
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
    return this;
  }

  /** A whole number. */
  public JsonText number(long value) {
    comma();
    text.append(value);
    return this;
  }

  /** A number; null if it is none. */
  public JsonText number(double value) {
    comma();
    text.append(Double.isFinite(value) ? Double.toString(value) : "null");
    return this;
  }

  /** True or false. */
  public JsonText bool(boolean value) {
    comma();
    text.append(value);
    return this;
  }

  /** A field with the first numbers of an array. */
  public JsonText numbers(String key, int[] values, int count) {
    key(key).open('[');
    for (int i = 0; i < count; i++) {
      number(values[i]);
    }
    return close(']');
  }

  private void comma() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
