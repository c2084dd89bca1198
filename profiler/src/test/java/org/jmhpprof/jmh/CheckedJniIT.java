// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.jmhpprof.accuracy.Setting;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JVM checks each JNI call of the library, while threads of every kind come and go. */
class CheckedJniIT {
  private static final String THREADS =
      "Threads.(perOperation|virtualPerOperation)$|NativeCode.jni$";

  /** As long-lived as some ticks of the scheduler, so that a timer sees them. */
  private static final String LONG_LIVES = "tokens=5000000";

  @TempDir Path directory;

  static List<Setting> settings() throws Exception {
    return Setting.all();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theVirtualMachineHasNothingToSay(Setting setting) throws Exception {
    JmhRun run =
        JmhRun.of(
            setting.jdk(),
            directory,
            (THREADS + " -f 1 -wi 1 -w 1 -i 2 -r 1 -foe true -p " + LONG_LIVES)
                .concat(setting.feature() < 21 ? " -e Threads.virtualPerOperation" : "")
                .concat(
                    " -prof pprof:event=all;wall-interval=1ms;interval=200us;clock="
                        + setting.clock())
                .concat(" -jvmArgsAppend -Xcheck:jni")
                .split(" "));
    assertEquals(0, run.status(), run.output());
    List<String> complaints =
        run.output()
            .lines()
            .filter(line -> line.matches(".*(in native method|JNI local refs|JNI call made).*"))
            .toList();
    assertEquals(List.of(), complaints, run.output());
    assertEquals(
        4 * (setting.feature() < 21 ? 2 : 3), JmhRun.profiles(directory).size(), run.output());
  }
}
