// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files that belong together: of one benchmark, each kind of profile apart.
 *
 * @param benchmark "" for profiles of something else
 * @param kinds the files by the columns that they have
 */
public record ProfileGroup(String benchmark, Map<List<ValueKind>, List<Source>> kinds) {
  /**
   * Looks into files and sorts them.
   *
   * @param event which to keep: a column's type, or what the file's name has before its ending,
   *     such as {@code cpu}; "" for all
   * @throws BadProfile one line, if a file cannot be used or none is left
   */
  public static List<ProfileGroup> of(List<Path> files, String event) throws IOException {
    Map<String, ProfileGroup> groups = new LinkedHashMap<>();
    for (Path file : files) {
      Source source = ProfileReader.head(file);
      if (event.isEmpty() || isOf(source, event)) {
        groups
            .computeIfAbsent(
                source.benchmark(), name -> new ProfileGroup(name, new LinkedHashMap<>()))
            .kinds
            .computeIfAbsent(source.kinds(), kinds -> new ArrayList<>())
            .add(source);
      }
    }
    if (groups.isEmpty()) {
      throw new BadProfile("no profile of " + event + " among " + files.size() + " files");
    }
    return List.copyOf(groups.values());
  }

  private static boolean isOf(Source source, String event) {
    return source.file().getFileName().toString().contains("." + event + ".")
        || source.kinds().stream().anyMatch(kind -> kind.type().equals(event));
  }

  /** All files of a kind. */
  public List<Path> files(List<ValueKind> kind) {
    return kinds.getOrDefault(kind, List.of()).stream().map(Source::file).toList();
  }

  /** Reads all kinds. */
  public List<Profiles> read() throws IOException {
    List<Profiles> all = new ArrayList<>();
    for (List<ValueKind> kind : kinds.keySet()) {
      all.add(Profiles.read(files(kind)));
    }
    return all;
  }
}
