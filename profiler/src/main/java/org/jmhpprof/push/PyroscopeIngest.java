// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.push;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jmhpprof.profile.Event;
import org.jmhpprof.viewer.json.JsonText;

/**
 * Pyroscope's {@code POST /ingest}: a form with the files {@code profile} and {@code
 * sample_type_config}, which says what the columns are.
 *
 * <p>There is no parameter {@code format}: with {@code format=pprof} the server takes the whole
 * body, and so the form itself, for a profile.
 */
final class PyroscopeIngest {
  private PyroscopeIngest() {}

  static HttpRequest.Builder request(URI address, OutgoingProfile profile) {
    String query =
        "name="
            + encoded(name(profile))
            + "&from="
            + profile.startNanos() / 1_000_000_000
            + "&until="
            + (profile.endNanos() + 999_999_999) / 1_000_000_000
            + "&spyName="
            + OutgoingProfile.SERVICE;
    String boundary = "jmh-pprof-" + UUID.randomUUID();
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    part(form, boundary, "profile", "profile.pprof", "application/octet-stream", profile.file());
    part(
        form,
        boundary,
        "sample_type_config",
        "sample_type_config.json",
        "application/json",
        columns(profile.event()).getBytes(StandardCharsets.UTF_8));
    form.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    return HttpRequest.newBuilder(URI.create(address + "/ingest?" + query))
        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
        .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray()));
  }

  /** The service and its labels. A comma or a brace would end a value, and nothing escapes them. */
  private static String name(OutgoingProfile profile) {
    return profile.labels().entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue().replaceAll("[,}]", "_"))
        .collect(Collectors.joining(",", OutgoingProfile.SERVICE + "{", "}"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void part(
      ByteArrayOutputStream form,
      String boundary,
      String field,
      String file,
      String type,
      byte[] content) {
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
            .formatted(boundary, field, file, type);
    form.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    form.writeBytes(content);
    form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** What the columns are, by their types. */
  private static String columns(Event event) {
    JsonText json = new JsonText().open('{');
    for (Event.SampleType column : event.types()) {
      String type = column.type();
      json.key(type).open('{');
      json.key("units").string(units(type));
      json.key("display-name").string(shown(event, type));
      json.key("aggregation").string(type.startsWith("inuse_") ? "average" : "sum");
      json.key("sampled").bool(event == Event.CPU || event == Event.WALL);
      json.close('}');
    }
    return json.close('}').toString();
  }

  private static String units(String type) {
    if (type.endsWith("_space")) {
      return "bytes";
    }
    return type.endsWith("_objects") ? "objects" : "samples";
  }

  /** Server and page know profiles by these names; {@code mutex_} makes a profile one of locks. */
  private static String shown(Event event, String type) {
    return switch (type) {
      case "samples" -> event.word() + "_samples";
      case "contentions" -> "mutex_count";
      case "delay" -> "mutex_duration";
      default -> type;
    };
  }
}
