// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecimalTest {
  @Test
  void textIsThatOfTheFormatter() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-3, 12));
      assertEquals(
          String.format(Locale.ROOT, "%.3f", value),
          Decimal.of(value, 3).replaceFirst("^0\\.000$", zero(value)));
    }
  }

  /** The formatter keeps the sign of what it rounds to zero. */
  private static String zero(double value) {
    return value < 0 ? "-0.000" : "0.000";
  }

  @Test
  void halvesAreRoundedUp() {
    assertEquals("0.13", Decimal.of(0.125, 2));
    assertEquals("2", Decimal.of(1.5, 0));
    assertEquals("0.0", Decimal.of(0, 1));
    assertEquals("100.00", Decimal.of(100, 2));
    assertEquals("12345678901234567000.0", Decimal.of(12345678901234567000.0, 1));
  }

  @Test
  void textIsAsWideAsAskedForOrWider() {
    assertEquals("  1.5", Decimal.right("1.5", 5));
    assertEquals("12345", Decimal.right("12345", 3));
  }
}
