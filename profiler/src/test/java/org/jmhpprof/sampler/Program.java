// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A program that ran to its end. */
record Program(int status, String output) {
  /** Runs a command; its output and its errors are one text. */
  static Program run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Program(process.onExit().join().exitValue(), output);
  }
}
