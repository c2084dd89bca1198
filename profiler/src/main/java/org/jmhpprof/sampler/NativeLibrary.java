// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.nio.file.Path;
import java.util.Arrays;
import org.jmhpprof.ring.SampleRing;

/** Loads the native library and makes sure that it fits. */
final class NativeLibrary {
  private static boolean linked;
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
    link();
    String missing = NativeSampler.init();
    if (missing != null) {
      throw new SamplerException(missing);
    }
  }

  /** Only so that its functions can be called. The JVM reports nothing to it yet. */
  static synchronized void link() throws SamplerException {
    if (linked) {
      return;
    }
    try {
      loadFile();
    } catch (SamplerException | UnsatisfiedLinkError e) {
      throw new SamplerException(
          "the native library for "
              + Platform.current().name()
              + " cannot be loaded: "
              + e.getMessage(),
          e);
    } catch (IllegalCallerException e) {
      throw new SamplerException(
          "this JVM denies native access, which the profiler needs: start it with"
              + " --enable-native-access=ALL-UNNAMED",
          e);
    }
    requireEqual(SampleRing.layout(), NativeSampler.ringLayout());
    requireEqual(SharedNumbers.ofJava(), NativeSampler.sharedNumbers());
    linked = true;
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

  private static void loadFile() throws SamplerException {
    String given = System.getProperty(SignalSampler.LIBRARY_PROPERTY);
    if (given != null) {
      System.load(Path.of(given).toAbsolutePath().toString());
      return;
    }
    String resource =
        LibraryResource.find(
            Platform.current(), each -> NativeLibrary.class.getResource(each) != null);
    try {
      new LibraryFile(LibraryResource.FILE_NAME, file -> System.load(file.toString()))
          .loadCopy(
              () -> NativeLibrary.class.getResourceAsStream(resource),
              LibraryFile.directories(
                  System.getProperty("java.io.tmpdir"),
                  System.getenv("XDG_CACHE_HOME"),
                  System.getProperty("user.home")));
    } catch (SamplerException e) {
      throw new SamplerException(
          e.getMessage()
              + "; -D"
              + SignalSampler.LIBRARY_PROPERTY
              + "=<file> loads a copy of "
              + resource.substring(1)
              + " in the jar from where you put it",
          e);
    }
  }
}
