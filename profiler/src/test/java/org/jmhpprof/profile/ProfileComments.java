// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.proto.Profile;

/** What a profile says about itself, and whether its samples bear that out. */
public final class ProfileComments {
  private ProfileComments() {}

  /** The lines {@code key=value}. */
  public static Map<String, String> of(Profile profile) {
    Map<String, String> comments = new HashMap<>();
    for (long comment : profile.getCommentList()) {
      String[] pair = profile.getStringTable((int) comment).split("=", 2);
      comments.put(pair[0], pair[1]);
    }
    return comments;
  }

  /** Every tick, or visit, is in the file, and the comments say of what kind it is. */
  public static void assertConserved(Profile profile) {
    long ticks = profile.getSampleList().stream().mapToLong(sample -> sample.getValue(0)).sum();
    long nanos = profile.getSampleList().stream().mapToLong(sample -> sample.getValue(1)).sum();
    Map<String, String> comments = of(profile);
    long counted = 0;
    for (String kind : List.of("samples", "lost", "failed")) {
      counted += Long.parseLong(comments.get(kind));
    }
    assertEquals(counted, ticks, comments.toString());
    if (profile.getStringTable((int) profile.getDefaultSampleType()).equals("cpu")) {
      assertEquals(ticks * profile.getPeriod(), nanos);
    }
  }
}
