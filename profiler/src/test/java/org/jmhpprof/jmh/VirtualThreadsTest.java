// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualThreadsTest {
  private static final String FLAG = "DoJVMTIVirtualThreadTransitions";
  private static final List<String> OFF =
      List.of("-XX:+UnlockExperimentalVMOptions", "-XX:-" + FLAG);

  private final List<String> asked = new ArrayList<>();
  private final JvmFlags flags = new JvmFlags(this::ask);

  private Set<String> ask(String jvm) {
    asked.add(jvm);
    return jvm.equals("/with") ? Set.of("UseG1GC", FLAG) : Set.of("UseG1GC");
  }

  private List<String> quiet(int feature, String jvm, String... jvmArgs) {
    return VirtualThreads.QUIET.options(feature, jvm, List.of(jvmArgs), flags);
  }

  @Test
  void aForkWhoseJvmHasTheFlagIsQuiet() {
    assertEquals(OFF, quiet(25, "/with", "-Xmx1g"));
    assertEquals(List.of(), quiet(25, "/without"));
  }

  @Test
  void eachJvmIsAskedOnceAndAnOldOneNever() {
    quiet(17, "/old");
    quiet(25, "/with");
    quiet(25, "/without");
    quiet(25, "/with");
    assertEquals(List.of("/with", "/without"), asked);
  }

  @Test
  void theUserCanKeepTheNotifications() {
    assertEquals(List.of(), VirtualThreads.NOTIFY.options(25, "/with", List.of("-Xmx1g"), flags));
    assertEquals(List.of(), quiet(25, "/with", "-XX:+" + FLAG));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-agentlib:jdwp=server=y", "-agentpath:/a/lib.so", "-Xrunjdwp"})
  void aForkWithAnotherAgentIsLeftAsItIs(String agent) {
    assertEquals(List.of(), quiet(25, "/with", agent));
  }

  @Test
  void ofAJvmThatRunsAlreadyThePriceIsSaid() {
    String price = VirtualThreads.QUIET.price(25, "/with", flags).orElseThrow();
    assertTrue(price.endsWith(String.join(" ", OFF)), price);
    assertEquals(Optional.empty(), VirtualThreads.QUIET.price(17, "/with", flags));
    assertEquals(Optional.empty(), VirtualThreads.QUIET.price(25, "/without", flags));
    assertEquals(Optional.empty(), VirtualThreads.NOTIFY.price(25, "/with", flags));
  }

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aRealJvmSaysItsFlags(Path jdk) throws IOException {
    JvmFlags flags = new JvmFlags();
    String java = jdk.resolve("bin/java").toString();
    assertTrue(flags.has(java, "UseG1GC"));
    assertTrue(flags.has(java, "DebugNonSafepoints"), "a diagnostic one");
    assertFalse(flags.has(java, "NoSuchFlag"));
    assertEquals(JmhRun.feature(jdk) >= 21, flags.has(java, FLAG));
    assertFalse(flags.has("/no/such/java", FLAG));
  }

  @Test
  void aJdkThatNobodyHasTriedIsMentioned() {
    assertEquals(Optional.empty(), JvmRemarks.newerThanTested(17));
    assertEquals(Optional.empty(), JvmRemarks.newerThanTested(27));
    assertEquals(
        Optional.of("JDK 28 is newer than any that this profiler was tested on; the newest was 27"),
        JvmRemarks.newerThanTested(28));
  }
}
