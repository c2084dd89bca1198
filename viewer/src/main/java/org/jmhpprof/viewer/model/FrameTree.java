// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

/** The stacks of profiles as a tree of frames: inlined calls are frames of their own. */
public final class FrameTree {
  private final CallTree tree = new CallTree();
  private final int[] nodeOf;

  /** The stacks of all entries. */
  public FrameTree(Profiles profiles, FrameTable table) {
    CallTree locations = profiles.tree();
    nodeOf = new int[locations.size()];
    int[][] frames = new int[profiles.locationCount()][];
    for (int node = 1; node < nodeOf.length; node++) {
      int location = locations.item(node);
      if (frames[location] == null) {
        frames[location] = table.framesOf(profiles.locationOf(location));
      }
      int at = nodeOf[locations.parent(node)];
      for (int frame : frames[location]) {
        at = tree.child(at, frame);
      }
      nodeOf[node] = at;
    }
  }

  /** The tree; the items are frames. */
  public CallTree tree() {
    return tree;
  }

  /** The node of the innermost frame, by a node of the profiles' tree. */
  public int nodeOf(int profileNode) {
    return nodeOf[profileNode];
  }
}
