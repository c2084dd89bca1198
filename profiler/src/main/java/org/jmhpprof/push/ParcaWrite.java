// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.push;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.Map;
import org.jmhpprof.viewer.json.JsonText;

/**
 * Parca's {@code parca.profilestore.v1alpha1.ProfileStoreService/WriteRaw}, in the JSON of its HTTP
 * gateway: one series with its labels and one profile in base64. The label {@code __name__} must be
 * there.
 */
final class ParcaWrite {
  private ParcaWrite() {}

  static HttpRequest.Builder request(URI address, OutgoingProfile profile) {
    return HttpRequest.newBuilder(URI.create(address + "/api/profiles/writeraw"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body(profile)));
  }

  private static String body(OutgoingProfile profile) {
    JsonText json = new JsonText();
    json.open('{').key("series").open('[').open('{');
    json.key("labels").open('{').key("labels").open('[');
    label(json, "__name__", profile.kind());
    label(json, "job", OutgoingProfile.SERVICE);
    for (Map.Entry<String, String> label : profile.labels().entrySet()) {
      label(json, label.getKey(), label.getValue());
    }
    json.close(']').close('}');
    json.key("samples").open('[').open('{');
    json.key("rawProfile").string(Base64.getEncoder().encodeToString(profile.file()));
    json.close('}').close(']');
    return json.close('}').close(']').close('}').toString();
  }

  private static void label(JsonText json, String name, String value) {
    json.open('{').key("name").string(name).key("value").string(value).close('}');
  }
}
