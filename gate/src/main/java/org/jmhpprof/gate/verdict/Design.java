// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jmhpprof.gate.model.Fork;

/**
 * How the forks of two sides belong together.
 *
 * @param kind which method that allows
 * @param base the forks of base that it uses; in the order of {@code head} where paired
 * @param head the forks of head that it uses
 * @param unpaired forks left out because their block has no other half
 */
record Design(Kind kind, List<Fork> base, List<Fork> head, int unpaired) {
  enum Kind {
    /** Blocks with a fork of each side. */
    PAIRED,
    /** Forks of one session, or none of a session that anybody noted. */
    INDEPENDENT,
    /** Base and head come from different sessions. */
    SESSIONS
  }

  private static final Set<String> UNKNOWN = Set.of("");

  private record Block(String session, int number) {}

  /**
   * The design.
   *
   * @param apart whether forks of which no session is known come from two sessions
   */
  static Design of(List<Fork> base, List<Fork> head, boolean apart) {
    Map<Block, Fork> blocks = new HashMap<>();
    for (Fork fork : base) {
      if (fork.block() > 0) {
        blocks.put(new Block(fork.session(), fork.block()), fork);
      }
    }
    List<Fork> pairedBase = new ArrayList<>();
    List<Fork> pairedHead = new ArrayList<>();
    for (Fork fork : head) {
      Fork other = blocks.remove(new Block(fork.session(), fork.block()));
      if (fork.block() > 0 && other != null) {
        pairedBase.add(other);
        pairedHead.add(fork);
      }
    }
    if (pairedHead.size() >= 2) {
      int all = base.size() + head.size();
      return new Design(Kind.PAIRED, pairedBase, pairedHead, all - 2 * pairedHead.size());
    }
    Set<String> baseSessions = bySession(base).keySet();
    Set<String> headSessions = bySession(head).keySet();
    boolean unknown = baseSessions.equals(UNKNOWN) && headSessions.equals(UNKNOWN);
    boolean disjoint = unknown ? apart : baseSessions.stream().noneMatch(headSessions::contains);
    return new Design(disjoint ? Kind.SESSIONS : Kind.INDEPENDENT, base, head, 0);
  }

  static Map<String, List<Fork>> bySession(List<Fork> forks) {
    return forks.stream()
        .collect(Collectors.groupingBy(Fork::session, LinkedHashMap::new, Collectors.toList()));
  }
}
