// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.util.Locale;

/** What kind of code a function is. */
public enum CodeKind {
  JAVA,
  NATIVE,
  KERNEL,
  /** Machine code that the virtual machine makes for itself. */
  STUB,
  VM,
  /** A name in brackets that a profiler made up, such as {@code [GC]}. */
  MARK;

  private static final String STUB_MARK = "[stub]";

  static CodeKind of(String name, Code.Mapping mapping) {
    if (name.startsWith(STUB_MARK)) {
      return STUB;
    }
    if (mapping == null) {
      return name.startsWith("[") ? MARK : isNative(name) ? NATIVE : JAVA;
    }
    String file = mapping.file().substring(mapping.file().lastIndexOf('/') + 1);
    if (file.equals("java")) {
      return mapping.limit() != 0 ? NATIVE : name.startsWith("[") ? MARK : JAVA;
    }
    if (file.startsWith("[kernel") || file.startsWith("[vdso") || file.startsWith("vmlinux")) {
      return KERNEL;
    }
    return file.startsWith("libjvm.") ? VM : NATIVE;
  }

  private static boolean isNative(String name) {
    return name.startsWith("_") || name.contains("::");
  }

  /** Its name in pages. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
