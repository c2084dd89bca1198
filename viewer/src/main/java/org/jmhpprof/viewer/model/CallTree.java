// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

/**
 * The tree of all stacks, from the root to the leaves. A node is a number, 0 is the root, and a
 * parent's number is below those of its children. What a node stands for is a number, too, its
 * item.
 */
public final class CallTree {
  private final LongIndex children = new LongIndex();

  /** The child of a node, which is created if need be. */
  int child(int parent, int item) {
    return children.index((long) parent << 32 | item) + 1;
  }

  /** How many nodes there are, with the root. */
  public int size() {
    return children.size() + 1;
  }

  /** The parent of a node other than the root. */
  public int parent(int node) {
    return (int) (children.key(node - 1) >>> 32);
  }

  /** What a node other than the root stands for. */
  public int item(int node) {
    return (int) children.key(node - 1);
  }

  /** Adds to each node what its children have: from values of nodes alone to those of subtrees. */
  public void sumUp(double[] values) {
    for (int node = size() - 1; node > 0; node--) {
      values[parent(node)] += values[node];
    }
  }

  /** All nodes but the root, each before its children and these before its next sibling. */
  public int[] preorder() {
    int[] first = new int[size()];
    int[] next = new int[size()];
    for (int node = size() - 1; node > 0; node--) {
      next[node] = first[parent(node)];
      first[parent(node)] = node;
    }
    int[] order = new int[size() - 1];
    int node = first[0];
    for (int i = 0; i < order.length; i++) {
      order[i] = node;
      if (first[node] != 0) {
        node = first[node];
        continue;
      }
      while (node != 0 && next[node] == 0) {
        node = parentOrRoot(node);
      }
      node = next[node];
    }
    return order;
  }

  int parentOrRoot(int node) {
    return node == 0 ? 0 : parent(node);
  }
}
