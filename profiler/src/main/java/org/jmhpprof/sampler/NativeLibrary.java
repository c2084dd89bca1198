// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import org.jmhpprof.ring.SampleRing;

/** Loads the native library that travels inside the jar. */
final class NativeLibrary {
  private static boolean loaded;
  private static SamplerException failure;

  private NativeLibrary() {}

  /** Once per JVM; a failure is remembered, since half a library is no library. */
  static synchronized void load() throws SamplerException {
    if (failure != null) {
      throw failure;
    }
    if (!loaded) {
      try {
        loadOnce();
        loaded = true;
      } catch (SamplerException e) {
        failure = e;
        throw e;
      }
    }
  }

  private static void loadOnce() throws SamplerException {
    String resource = resourceName();
    try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
      if (library == null) {
        throw new SamplerException(
            "no native library for " + platform() + ": " + resource + " is not in the jar");
      }
      Path copy = Files.createTempFile("libjmhpprof", ".so");
      try {
        Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
        System.load(copy.toString());
      } finally {
        Files.delete(copy);
      }
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new SamplerException(
          "the native library for " + platform() + " cannot be loaded: " + e.getMessage(), e);
    }
    requireEqual(SampleRing.layout(), NativeSampler.ringLayout());
    requireEqual(SharedNumbers.ofJava(), NativeSampler.sharedNumbers());
    String missing = NativeSampler.init();
    if (missing != null) {
      throw new SamplerException(missing);
    }
  }

  /**
   * Both halves must agree on the ring's memory, or each would write into the other's fields, and
   * on every number that one hands to the other.
   */
  static void requireEqual(long[] ofJar, long[] ofLibrary) throws SamplerException {
    if (!Arrays.equals(ofJar, ofLibrary)) {
      throw new SamplerException("the native library and the jar are of different versions");
    }
  }

  private static String platform() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }

  private static String resourceName() {
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return "/native/"
        + System.getProperty("os.name").toLowerCase(Locale.ROOT)
        + "-"
        + (arch.equals("amd64") ? "x86_64" : arch)
        + "/libjmhpprof.so";
  }
}
