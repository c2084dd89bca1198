// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.infra.BenchmarkParams;

class ForkJvmOptionsTest {
  private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  private static List<String> options(BenchmarkParams params) {
    return options(params, SamplerChoice.NATIVE);
  }

  private static List<String> options(BenchmarkParams params, SamplerChoice sampler) {
    return ForkJvmOptions.of(params, sampler, VirtualThreads.QUIET, new JvmFlags(jvm -> Set.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "17, false",
    "17.0.15, false",
    "21-ea, false",
    "22, true",
    "25.0.3, true",
    "26-internal, true"
  })
  void nativeAccessIsAskedForWhereTheForkKnowsIt(String version, boolean expected) {
    List<String> options = options(TestParams.onJdk(version, HOTSPOT));
    assertEquals(expected, options.contains(NATIVE_ACCESS), options.toString());
    assertTrue(
        options.indexOf("-XX:+UnlockDiagnosticVMOptions")
            < options.indexOf("-XX:+DebugNonSafepoints"),
        options.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "1.8.0_392, OpenJDK 64-Bit Server VM",
    "11.0.2, OpenJDK 64-Bit Server VM",
    "17.0.1, Eclipse OpenJ9 VM",
    "odd, OpenJDK 64-Bit Server VM"
  })
  void aJvmThatCannotBeProfiledIsNamed(String version, String vm) {
    String message =
        assertThrows(IllegalStateException.class, () -> options(TestParams.onJdk(version, vm)))
            .getMessage();
    assertTrue(message.contains(version) && message.contains("/some/java"), message);
  }

  @ParameterizedTest
  @EnumSource(
      value = SamplerChoice.class,
      names = {"AUTO", "JFR"})
  void anotherJvmThanHotSpotGetsNoneOfItsFlagsAndHasJfr(SamplerChoice sampler) {
    assertEquals(List.of(), options(TestParams.onJdk("17.0.1", "Eclipse OpenJ9 VM"), sampler));
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_392, -version", "11.0.2, --dry-run", "25-ea, --dry-run", "odd, --dry-run"})
  void aJvmThatIsNotToMeasureEndsAtOnce(String version, String option) {
    assertEquals(List.of(option), ForkJvmOptions.endAtOnce(TestParams.onJdk(version, HOTSPOT)));
  }

  @Test
  void warmupForksComeFirstAndAreNumberZero() {
    BenchmarkParams params = TestParams.withWarmupForks(2);
    ForkNumber forks = new ForkNumber();
    List<String> options = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      forks.next(params);
      options.add(forks.jvmOption());
    }
    assertEquals(
        List.of("-Djmhpprof.fork=0", "-Djmhpprof.fork=0", "-Djmhpprof.fork=1", "-Djmhpprof.fork=2"),
        options);
  }
}
