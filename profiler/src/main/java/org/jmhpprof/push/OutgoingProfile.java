// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.push;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.profile.Event;
import org.jmhpprof.viewer.model.MergedFile;
import org.jmhpprof.viewer.model.Profiles;
import org.jmhpprof.viewer.model.Source;

/**
 * A profile on its way to a server: the forks of one benchmark added up.
 *
 * @param labels of the whole profile; its samples have further ones, such as {@code fork}
 * @param startNanos when its first fork was started, since the epoch
 * @param endNanos when its last fork ended
 * @param file the profile, a gzip file
 */
public record OutgoingProfile(
    Event event, Map<String, String> labels, long startNanos, long endNanos, byte[] file) {
  /** The service that all profiles are of. */
  static final String SERVICE = "jmh-pprof";

  /** Copies the labels, in their order. */
  public OutgoingProfile {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /**
   * Adds up the files of an event.
   *
   * @throws IOException if one cannot be read
   */
  public static OutgoingProfile of(Event event, List<Path> files, Map<String, String> labels)
      throws IOException {
    Profiles profiles = Profiles.read(files);
    List<Source> sources = profiles.sources();
    ByteArrayOutputStream merged = new ByteArrayOutputStream();
    MergedFile.write(merged, profiles);
    return new OutgoingProfile(
        event,
        labels,
        sources.stream().mapToLong(Source::timeNanos).min().orElse(0),
        sources.stream().mapToLong(s -> s.timeNanos() + s.durationNanos()).max().orElse(0),
        merged.toByteArray());
  }

  /** What both servers call profiles of this kind. */
  String kind() {
    return switch (event) {
      case CPU -> "process_cpu";
      case ALLOC -> "memory";
      case LOCK -> "mutex";
      case WALL -> "wall";
    };
  }
}
