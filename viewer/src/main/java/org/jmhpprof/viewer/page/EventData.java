// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jmhpprof.viewer.json.JsonText;
import org.jmhpprof.viewer.model.CallTree;
import org.jmhpprof.viewer.model.ComparedStacks;
import org.jmhpprof.viewer.model.FrameTable;
import org.jmhpprof.viewer.model.FrameTree;
import org.jmhpprof.viewer.model.Profiles;
import org.jmhpprof.viewer.model.Source;
import org.jmhpprof.viewer.model.ValueKind;

/** One column of profiles as the page's script reads it. */
final class EventData {
  /** Subtrees below this share of the whole are one frame. */
  static final double SMALLEST = 1e-4;

  static final String SMALL = "[below 0.01 %]";

  private EventData() {}

  /**
   * Writes it.
   *
   * @param base how many of the files, from the first on, are the base of a comparison; 0 for none
   */
  static void write(JsonText json, Profiles profiles, int column, int base, UsedFrames used) {
    FrameTable frames = used.table();
    Stacks stacks = Stacks.of(profiles, column, base, frames);
    CallTree tree = stacks.tree();
    double[] totals = new double[tree.size()];
    for (int i = 0; i < profiles.size(); i++) {
      Source source = profiles.sources().get(profiles.sourceOf(profiles.tagsOf(i)));
      double scale = profiles.perOperation() ? 1.0 / source.operations() : 1;
      totals[stacks.nodeOf.applyAsInt(i)] += Math.abs(profiles.value(i, column)) * scale;
    }
    tree.sumUp(totals);
    Pruned pruned = new Pruned(tree, totals, frames);
    Dimensions dimensions = new Dimensions(profiles);
    ValueKind kind = profiles.kinds().get(column);
    json.open('{').key("name").string(name(kind)).key("type").string(kind.type());
    json.key("unit").string(kind.unit()).key("perOp").bool(profiles.perOperation());
    sources(json, profiles.sources(), base);
    dimensions.write(json);
    pruned.write(json, used);
    entries(json, profiles, column, stacks, pruned, dimensions);
    json.close('}');
  }

  private static String name(ValueKind kind) {
    return switch (kind.type()) {
      case "cpu" -> "CPU time";
      case "alloc_space" -> "allocated";
      case "inuse_space" -> "alive at the end";
      case "delay" -> "waits for monitors";
      case "wall" -> "wall time";
      default -> kind.type();
    };
  }

  private static void sources(JsonText json, List<Source> sources, int base) {
    json.key("base").number((long) base).key("sources").open('[');
    for (Source source : sources) {
      String fork = source.fork() > 0 ? "fork " + source.fork() : source.file().getFileName() + "";
      json.open('{').key("name").string(fork).key("ops").number(source.operations()).close('}');
    }
    json.close(']');
  }

  private static void entries(
      JsonText json,
      Profiles profiles,
      int column,
      Stacks stacks,
      Pruned pruned,
      Dimensions dimensions) {
    // What was pruned comes out at the same place often.
    Map<Long, Long> sums = new LinkedHashMap<>();
    for (int i = 0; i < profiles.size(); i++) {
      long node = pruned.positionOf(stacks.nodeOf.applyAsInt(i));
      long key = node << 32 | dimensions.seriesOf(profiles.tagsOf(i));
      if (profiles.value(i, column) != 0) {
        sums.merge(key, profiles.value(i, column), Long::sum);
      }
    }
    json.key("entries").open('[');
    sums.forEach(
        (key, value) -> json.number(key >>> 32).number((long) key.intValue()).number((long) value));
    json.close(']');
  }

  /**
   * The stacks as the page shows them; two builds have common names.
   *
   * @param nodeOf the node of an entry's innermost frame
   */
  private record Stacks(CallTree tree, IntUnaryOperator nodeOf) {
    static Stacks of(Profiles profiles, int column, int base, FrameTable frames) {
      if (base > 0) {
        ComparedStacks stacks = ComparedStacks.whole(profiles, column, base, frames);
        return new Stacks(stacks.tree(), stacks::nodeOf);
      }
      FrameTree stacks = new FrameTree(profiles, frames);
      return new Stacks(stacks.tree(), i -> stacks.nodeOf(profiles.nodeOf(i)));
    }
  }

  /** The nodes that are kept, in preorder; 0 is the root. */
  private static final class Pruned {
    private final int[] position;
    private final int[] depths;
    private final int[] items;
    private int count;
    private int dropped;
    private double droppedShare;

    Pruned(CallTree tree, double[] totals, FrameTable frames) {
      double least = SMALLEST * totals[0];
      int small = frames.mark(SMALL);
      int[] order = tree.preorder();
      position = new int[tree.size()];
      int[] depthOf = new int[tree.size()];
      int[] smallOf = new int[tree.size()];
      depths = new int[2 * order.length + 1];
      items = new int[2 * order.length + 1];
      boolean[] kept = new boolean[tree.size()];
      kept[0] = true;
      // A node that stands for small ones must follow its parent's own children in preorder or
      // precede them: it comes first, so it is made before the walk goes down.
      boolean[] hasSmall = new boolean[tree.size()];
      for (int node : order) {
        int parent = tree.parent(node);
        kept[node] = kept[parent] && totals[node] >= least && totals[node] > 0;
        if (kept[parent] && !kept[node] && totals[node] > 0) {
          hasSmall[parent] = true;
          droppedShare += totals[node] / totals[0];
        }
        dropped += kept[node] || totals[node] == 0 ? 0 : 1;
      }
      count = 1;
      if (hasSmall[0]) {
        smallOf[0] = add(1, small);
      }
      for (int node : order) {
        int parent = tree.parent(node);
        depthOf[node] = depthOf[parent] + 1;
        if (kept[node]) {
          position[node] = add(depthOf[node], tree.item(node));
          if (hasSmall[node]) {
            smallOf[node] = add(depthOf[node] + 1, small);
          }
        } else {
          position[node] = kept[parent] ? smallOf[parent] : position[parent];
        }
      }
    }

    private int add(int depth, int item) {
      depths[count] = depth;
      items[count] = item;
      return count++;
    }

    int positionOf(int node) {
      return position[node];
    }

    void write(JsonText json, UsedFrames used) {
      for (int i = 1; i < count; i++) {
        items[i] = used.frame(items[i]);
      }
      json.numbers("depth", depths, count).numbers("frame", items, count);
      json.key("pruned").number((long) dropped).key("prunedShare").number(droppedShare);
    }
  }
}
