// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jmhpprof.viewer.json.JsonText;
import org.jmhpprof.viewer.model.BadProfile;
import org.jmhpprof.viewer.model.FrameTable;
import org.jmhpprof.viewer.model.Profiles;

/**
 * A page about profiles: one file that refers to no other, with the data in it and a script that
 * draws them.
 */
public final class ProfilePage {
  private ProfilePage() {}

  /**
   * The page.
   *
   * @param title what it is about
   * @param remarks lines below the title
   * @param events profiles, of one kind each
   */
  public static String of(String title, List<String> remarks, List<Profiles> events) {
    return text(title, remarks, events, null);
  }

  /**
   * The page of a comparison.
   *
   * @param bases for each of the events, how many of its files are the base; the rest is compared
   *     with them
   */
  public static String ofDifference(
      String title, List<String> remarks, List<Profiles> events, List<Integer> bases) {
    return text(title, remarks, events, bases);
  }

  /**
   * Writes a page, through a temporary file beside it.
   *
   * @throws BadProfile one line, if it cannot be written
   */
  public static void write(Path file, String page) throws BadProfile {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.writeString(temporary, page);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      temporary.toFile().delete();
      throw new BadProfile(file, "cannot be written (" + e + ")");
    }
  }

  private static String text(
      String title, List<String> remarks, List<Profiles> events, List<Integer> bases) {
    String text = PageText.own("profile.html");
    text = text.replace("/*{title}*/", escaped(title));
    text = text.replace("/*{style}*/", style());
    text = text.replace("/*{d3}*/", PageText.flameGraphScript());
    text = text.replace("/*{script}*/", script());
    return text.replace("/*{data}*/", packed(data(title, remarks, events, bases)));
  }

  private static String style() {
    return PageText.own("common.css") + PageText.flameGraphStyle() + PageText.own("profile.css");
  }

  private static String script() {
    return Stream.of("model", "view", "words", "controls", "graph", "table", "profile")
        .map(part -> PageText.own(part + ".js"))
        .collect(Collectors.joining());
  }

  private static String data(
      String title, List<String> remarks, List<Profiles> events, List<Integer> bases) {
    JsonText json = new JsonText();
    UsedFrames frames = new UsedFrames(new FrameTable());
    json.open('{').key("title").string(title).key("remarks").open('[');
    remarks.forEach(json::string);
    json.close(']').key("diff").bool(bases != null).key("events").open('[');
    for (int i = 0; i < events.size(); i++) {
      Profiles profiles = events.get(i);
      for (int column : columns(profiles)) {
        EventData.write(json, profiles, column, bases == null ? 0 : bases.get(i), frames);
      }
    }
    json.close(']');
    frames.write(json);
    return json.close('}').toString();
  }

  /** The one that is shown first; counts only where there is nothing else, empty ones never. */
  private static List<Integer> columns(Profiles profiles) {
    int shown = profiles.sources().get(0).shown();
    boolean onlyCounts = profiles.kinds().stream().allMatch(kind -> kind.isCount());
    return IntStream.concat(
            IntStream.of(shown),
            IntStream.range(0, profiles.kinds().size()).filter(i -> i != shown))
        .filter(i -> i == shown || onlyCounts || !profiles.kinds().get(i).isCount())
        .filter(i -> i == shown || hasValues(profiles, i))
        .boxed()
        .toList();
  }

  private static boolean hasValues(Profiles profiles, int column) {
    return IntStream.range(0, profiles.size()).anyMatch(i -> profiles.value(i, column) != 0);
  }

  private static String packed(String json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes, 1 << 16)) {
      out.write(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("memory can always be written", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
