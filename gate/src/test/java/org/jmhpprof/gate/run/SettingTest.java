// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jmhpprof.gate.run.Build.Setting;
import org.junit.jupiter.api.Test;

class SettingTest {
  private static final JmhOptions COMMON =
      new JmhOptions(
          List.of("-jvmArgsAppend", "-Da=1", "-p", "size=1", "-p", "kind=x", "-prof", "gc"));

  private static final Setting OWN =
      new Setting(
          List.of("-XX:+UseZGC", "-Db=2"), new TreeMap<>(Map.of("size", "10")), List.of("comp"), 0);

  private static final Path FILES = Path.of("out", "base-pprof");

  private static String words(boolean profiled) {
    return String.join(" ", OWN.addTo(COMMON, profiled, FILES).words());
  }

  @Test
  void aSideAddsToWhatBothHave() {
    assertEquals(
        "-p kind=x -prof gc -jvmArgsAppend -Da=1 -XX:+UseZGC -Db=2 -p size=10 -prof comp",
        words(false));
  }

  @Test
  void theProfilersOfAPairWriteDifferentFiles() {
    assertEquals("-prof pprof:dir=" + FILES, profiler("pprof"));
    assertEquals("-prof pprof:clock=perf;dir=" + FILES, profiler("pprof:clock=perf"));
    assertEquals("-prof pprof:clock=perf;dir=mine", profiler("pprof:clock=perf;dir=mine"));
    assertEquals("-prof pprof:dir=mine", profiler("pprof:dir=mine"));
    assertEquals("-prof gc", profiler("gc"));
  }

  private static String profiler(String given) {
    Setting setting = new Setting(List.of(), new TreeMap<>(), List.of(given), 0);
    return String.join(" ", setting.addTo(new JmhOptions(List.of()), false, FILES).words());
  }

  @Test
  void noOtherProfilerRunsBesideTheGatesOwn() {
    assertEquals("-p kind=x -jvmArgsAppend -Da=1 -XX:+UseZGC -Db=2 -p size=10", words(true));
  }

  @Test
  void namesTheConditionsThatDiffer() {
    assertEquals(Set.of("jvmArgs", "profilers"), OWN.differences(Setting.NONE));
    assertEquals(Set.of(), OWN.differences(OWN));
  }
}
