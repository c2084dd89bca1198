// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.api.Test;

/** What the native library asks of the C library: glibc 2.17 is that of RHEL 7. */
class LibraryNeedsTest {
  private static final int NEWEST_MINOR = 17;
  private static final Pattern NEED = Pattern.compile("\\(?GLIBC_2\\.([0-9]+)[.0-9]*\\)? +(\\w+)");

  @Test
  void anOldGlibcHasAllThatTheLibraryNeeds() throws Exception {
    Path library = JmhRun.module().resolve("target/classes" + NativeLibrary.resourceName());
    Program objdump = Program.run("objdump", "-T", library.toString());
    String symbols = objdump.output();
    assertEquals(0, objdump.status(), symbols);
    List<String> tooNew = new ArrayList<>();
    int needs = 0;
    for (Matcher need = NEED.matcher(symbols); need.find(); needs++) {
      if (Integer.parseInt(need.group(1)) > NEWEST_MINOR) {
        tooNew.add(need.group());
      }
    }
    assertFalse(needs == 0, symbols);
    assertEquals(List.of(), tooNew);
  }
}
