// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTextTest {
  @Test
  void theFilesOfOthersAreThoseThatTheNoticeNames() throws Exception {
    Matcher line =
        Pattern.compile("(d3-\\S+) +sha256 ([0-9a-f]{64})")
            .matcher(PageText.own("/org/jmhpprof/viewer/NOTICE"));
    int files = 0;
    while (line.find()) {
      String name =
          PageText.D3_SELECTION.endsWith(line.group(1)) ? PageText.D3_SELECTION : line.group(1);
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(PageText.own(name).getBytes(StandardCharsets.UTF_8));
      assertEquals(line.group(2), HexFormat.of().formatHex(digest), line.group(1));
      files++;
    }
    assertEquals(2, files);
  }
}
