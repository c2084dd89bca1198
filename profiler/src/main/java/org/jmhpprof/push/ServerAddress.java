// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.push;

import java.net.URI;

/** The address of a server's root. */
public final class ServerAddress {
  /** What {@link #of} takes, for people. */
  public static final String ALLOWED =
      "http://host:port or https://host:port, with the path of the server's root if it has one";

  private ServerAddress() {}

  /**
   * Reads an address.
   *
   * @return the address, without a slash at its end
   * @throws IllegalArgumentException if it is anything but {@link #ALLOWED}
   */
  public static URI of(String text) {
    URI address = URI.create(text.replaceFirst("/+$", ""));
    String scheme = address.getScheme();
    boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    boolean port = address.getPort() == -1 || address.getPort() > 0 && address.getPort() < 1 << 16;
    if (!http
        || !port
        || address.getHost() == null
        || address.getRawUserInfo() != null
        || address.getRawQuery() != null
        || address.getRawFragment() != null) {
      throw new IllegalArgumentException(ALLOWED);
    }
    return address;
  }
}
