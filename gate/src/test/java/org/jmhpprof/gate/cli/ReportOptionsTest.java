// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportOptionsTest {
  @TempDir private Path directory;

  private String commit(String... variables) throws Exception {
    Map<String, String> environment =
        variables.length == 0 ? Map.of() : Map.of(variables[0], variables[1]);
    return ReportOptions.commit(environment, directory);
  }

  @Test
  void theCommitIsTheCiServersOrGits() throws Exception {
    assertEquals("abc", commit("GITHUB_SHA", "abc"));
    assertEquals("def", commit("CI_COMMIT_SHA", "def"));
    assertEquals("", commit(), "no repository");
    git("init", "-q");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x");
    assertEquals(40, commit().length());
    assertEquals("abc", commit("GITHUB_SHA", "abc"), "the server knows better");
  }

  private void git(String... words) throws Exception {
    String[] command = new String[words.length + 1];
    command[0] = "git";
    System.arraycopy(words, 0, command, 1, words.length);
    Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    assertEquals(0, process.waitFor());
  }
}
