// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.io.IOException;
import java.io.InputStream;

/**
 * Loads a class again and again, in a loader of its own each time, so that it is unloaded again.
 */
final class ShortLivedClasses {
  /** The class that is loaded: does a little work, in static code, once. */
  public static final class Once implements Runnable {
    private static long sink;

    @Override
    public void run() {
      long x = 1;
      for (int i = 0; i < 20_000; i++) {
        x = x * 0x5DEECE66DL + 0xBL;
      }
      sink += x;
    }
  }

  private static final class Loader extends ClassLoader {
    Loader() {
      super(ShortLivedClasses.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Once.class.getName())) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private ShortLivedClasses() {}

  static void next() {
    try {
      ((Runnable)
              new Loader().loadClass(Once.class.getName()).getDeclaredConstructor().newInstance())
          .run();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
