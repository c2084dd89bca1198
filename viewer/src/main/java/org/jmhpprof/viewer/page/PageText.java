// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What pages are made of: text that lies in the jar. */
public final class PageText {
  static final String D3_SELECTION =
      "/META-INF/resources/webjars/d3-selection/3.0.0/dist/d3-selection.min.js";
  static final String D3_FLAME_GRAPH = "d3-flamegraph.min.js";

  private PageText() {}

  /** The library that draws flame graphs, and what it needs of D3. */
  public static String flameGraphScript() {
    return of(PageText.class, D3_SELECTION) + of(PageText.class, D3_FLAME_GRAPH);
  }

  /** The style of its frames. */
  public static String flameGraphStyle() {
    return of(PageText.class, "flame.css");
  }

  /** A resource, by its name as the class sees it. */
  public static String of(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read from the jar: " + name, e);
    }
  }

  /** A resource of this package. */
  static String own(String name) {
    return of(PageText.class, name);
  }
}
