// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.List;
import org.jmhpprof.sampler.EventCounts;
import org.jmhpprof.sampler.SampleCounts;
import org.openjdk.jmh.results.Result;

/** How many samples were offered, by what became of them. */
record Offered(long recorded, long lost, long failed) {
  static final Offered NONE = new Offered(0, 0, 0);

  /** Of the CPU clocks. */
  static Offered of(SampleCounts counts) {
    return new Offered(counts.recorded(), counts.lost(), counts.failed());
  }

  static Offered of(EventCounts counts) {
    return new Offered(counts.recorded(), counts.lost(), counts.failed());
  }

  Offered plus(Offered more) {
    return new Offered(recorded + more.recorded, lost + more.lost, failed + more.failed);
  }

  long all() {
    return recorded + lost + failed;
  }

  List<Result<?>> results(String recordedLabel, String lostLabel, String failedLabel) {
    return List.of(
        EventProfile.sum(recordedLabel, recorded, "#"),
        EventProfile.sum(lostLabel, lost, "#"),
        EventProfile.sum(failedLabel, failed, "#"));
  }

  void comment(Comments comments) {
    comments.add("samples", recorded);
    comments.add("lost", lost);
    comments.add("failed", failed);
  }
}
