// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkIdTest {
  private static String id(String benchmark, String... pairs) {
    return BenchmarkId.of(TestParams.of(benchmark, pairs));
  }

  @Test
  void namesWhatWasRun() {
    assertEquals("org.example.Sort.merge-avgt", id("org.example.Sort.merge"));
    assertEquals(
        "org.example.Sort.merge-avgt,kind=sorted,size=1000",
        id("org.example.Sort.merge", "kind", "sorted", "size", "1000"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "a b", "/", "..", "../../x", "a\nb", "\u0000", "ü", "日本", "😀", "\ud800", "x."
      })
  void isOneSafeNameWhateverAParameterHolds(String value) {
    assertSafe(id("a.B.c", "p", value));
  }

  @Test
  void neverBeginsAsADeviceOfWindows() {
    for (String device : List.of("con", "PRN", "aux", "nul", "com1", "Lpt9")) {
      String id = id(device + ".B.c");
      assertSafe(id);
      assertNotEquals(id, id("_" + device + ".B.c"));
    }
    assertEquals("console.B.c-avgt", id("console.B.c"));
  }

  @Test
  void staysApartWhereItIsCut() {
    String common = "x".repeat(300);
    String one = id("a.B.c", "p", common + "1");
    String two = id("a.B.c", "p", common + "2");
    assertSafe(one);
    assertEquals(BenchmarkId.MAX_LENGTH, one.length());
    assertNotEquals(one, two);
    // One character less than too long is not cut.
    String longest = "x".repeat(BenchmarkId.MAX_LENGTH - id("a.B.c", "p", "").length());
    assertFalse(id("a.B.c", "p", longest).contains("x="));
    assertTrue(id("a.B.c", "p", longest + "x").contains("x="));
  }

  @Test
  void separatorsInAValueDoNotMakeTwoBenchmarksOne() {
    assertNotEquals(
        id("a.B.c", "p", "1,q=2", "q", "3").toLowerCase(Locale.ROOT),
        id("a.B.c", "p", "1", "q", "2,q=3").toLowerCase(Locale.ROOT));
  }

  @Test
  void differentParametersHaveDifferentNamesAlsoWhereCaseIsIgnored() {
    long start = System.nanoTime();
    SplittableRandom random = new SplittableRandom(start);
    String alphabet = "aAbB01.,=-_/ ü\n";
    Map<String, List<String>> seen = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      List<String> values = List.of(word(random, alphabet), word(random, alphabet));
      String id = id("a.B.c", "p", values.get(0), "q", values.get(1));
      assertSafe(id);
      List<String> other = seen.putIfAbsent(id.toLowerCase(Locale.ROOT), values);
      assertTrue(other == null || other.equals(values), id + values + other + ", from " + start);
    }
  }

  private static String word(SplittableRandom random, String alphabet) {
    StringBuilder word = new StringBuilder();
    for (int length = random.nextInt(5); length > 0; length--) {
      word.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return word.toString();
  }

  private static void assertSafe(String id) {
    assertTrue(id.matches("[A-Za-z0-9._=,-]{1,200}"), id);
    assertFalse(id.endsWith("."), id);
    assertFalse(id.matches("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])([.].*)?"), id);
  }
}
