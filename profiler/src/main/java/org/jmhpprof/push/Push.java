// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.push;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends profiles to one server. Each takes a limited time, whatever the server does. */
public final class Push {
  private static final int LONGEST_REASON = 300;

  private final ProfileServer server;
  private final URI address;
  private final Duration limit;
  private final HttpClient client;

  /** The server did not answer, or not as a server of HTTP does. */
  public static final class NoAnswer extends IOException {
    private static final long serialVersionUID = 1;

    NoAnswer(String message) {
      super(message);
    }
  }

  /**
   * To a server.
   *
   * @param limit how long one profile may take
   */
  public Push(ProfileServer server, URI address, Duration limit) {
    this.server = server;
    this.address = address;
    this.limit = limit;
    // Neither server upgrades a connection to HTTP/2.
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /**
   * Sends a profile, and waits until the server has taken it.
   *
   * @throws NoAnswer if nothing came back in time
   * @throws IOException if the server did not take it, with its status and reason
   */
  public void send(OutgoingProfile profile) throws IOException {
    HttpResponse<String> response = answer(profile);
    if (response.statusCode() / 100 != 2) {
      String reason = response.body().strip();
      if (reason.length() > LONGEST_REASON) {
        reason = reason.substring(0, LONGEST_REASON) + "...";
      }
      throw new IOException(("status " + response.statusCode() + " " + reason).strip());
    }
  }

  private HttpResponse<String> answer(OutgoingProfile profile) throws NoAnswer {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            server.request(address, profile).build(), HttpResponse.BodyHandlers.ofString());
    try {
      // The request's own timeout would not bound the answer's body.
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new NoAnswer("no answer within " + limit.toMillis() / 1e3 + " s");
    } catch (ExecutionException e) {
      throw new NoAnswer(e.getCause().toString());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new NoAnswer("interrupted");
    }
  }
}
