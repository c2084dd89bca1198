// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.push;

import java.net.URI;
import java.net.http.HttpRequest;

/** A kind of server, and with it the format that it takes. */
public enum ProfileServer {
  PYROSCOPE,
  PARCA;

  /** What sends a profile to the server whose root is at an address. */
  HttpRequest.Builder request(URI address, OutgoingProfile profile) {
    return switch (this) {
      case PYROSCOPE -> PyroscopeIngest.request(address, profile);
      case PARCA -> ParcaWrite.request(address, profile);
    };
  }
}
