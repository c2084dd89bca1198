// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The stacks of profiles in the form in which two runs or two builds can be compared: cut, and
 * under common names.
 *
 * <p>A measured stack begins at JMH's timed loop, whose generated name holds the mode and the
 * method. What the virtual machine did is one frame by its kind, what JMH itself did is one frame.
 * Frames that only stand for a lambda expression go. Stacks of what is no JMH benchmark stay as
 * they are.
 */
public final class ComparedStacks {
  /** The generated loop around the benchmark method. */
  public static final String LOOP = "[timed loop]";

  /** JMH's own work, with set-up and tear-down. */
  public static final String HARNESS = "[harness]";

  /** Root of the benchmark's work on threads other than JMH's. */
  public static final String OTHER_THREADS = "[other threads]";

  private static final String VM = "[VM]";
  private static final String FAILED = "[failed";
  private static final String STUB_SUFFIX = "_jmhStub";

  private final FrameTable given = new FrameTable();
  private final FrameTable frames;
  private final CallTree tree = new CallTree();
  private final FrameTree stacks;
  private final boolean whole;
  private final int base;
  private final Renumbering numbers;
  private final Map<Form, Cut> cuts = new HashMap<>();
  private final int[] nodeOf;

  /**
   * Which stacks are cut alike.
   *
   * @param root of all of them; "" for none
   */
  private record Form(boolean plain, boolean ofBase, String root) {}

  /** The stacks of files that need not be told apart. */
  public ComparedStacks(Profiles profiles) {
    this(profiles, false, 0, Renumbering.NONE, new FrameTable());
  }

  /**
   * The stacks of two sides under common names.
   *
   * @param column whose values tell which lambdas and anonymous classes are the same
   * @param base how many of the files, from the first on, are the base
   */
  public static ComparedStacks of(Profiles profiles, int column, int base) {
    ComparedStacks plain =
        new ComparedStacks(profiles, false, base, Renumbering.NONE, new FrameTable());
    Renumbering numbers = plain.renumbered(profiles, column);
    return numbers.isEmpty()
        ? plain
        : new ComparedStacks(profiles, false, base, numbers, new FrameTable());
  }

  /**
   * The whole stacks of two sides, not cut, under common names.
   *
   * @param column as above
   * @param base as above
   * @param frames where the frames go
   */
  public static ComparedStacks whole(Profiles profiles, int column, int base, FrameTable frames) {
    ComparedStacks plain =
        new ComparedStacks(profiles, false, base, Renumbering.NONE, new FrameTable());
    return new ComparedStacks(profiles, true, base, plain.renumbered(profiles, column), frames);
  }

  private Renumbering renumbered(Profiles profiles, int column) {
    FunctionTable table = FunctionTable.of(profiles, column, this);
    return new Renumbering(table.totals(0, base), table.totals(base, profiles.sources().size()));
  }

  /**
   * The stacks of two sides.
   *
   * @param whole not cut
   * @param base how many of the files are the base
   * @param numbers what an edit renumbered
   */
  private ComparedStacks(
      Profiles profiles, boolean whole, int base, Renumbering numbers, FrameTable frames) {
    this.whole = whole;
    this.base = base;
    this.frames = frames;
    this.numbers = numbers;
    stacks = new FrameTree(profiles, given);
    String[] phases = new String[profiles.tagCount()];
    for (int tag = 0; tag < phases.length; tag++) {
      phases[tag] = phase(profiles.labels(tag));
    }
    nodeOf = new int[profiles.size()];
    for (int i = 0; i < nodeOf.length; i++) {
      int tag = profiles.tagsOf(i);
      int source = profiles.sourceOf(tag);
      boolean plain = profiles.sources().get(source).benchmark().isEmpty();
      nodeOf[i] = node(stacks.nodeOf(profiles.nodeOf(i)), source, plain, phases[tag]);
    }
  }

  private static String phase(List<Code.Label> labels) {
    return labels.stream()
        .filter(label -> label.key().equals("phase"))
        .map(Code.Label::text)
        .findFirst()
        .orElse("");
  }

  /** All functions and lines in the stacks. */
  public FrameTable frames() {
    return frames;
  }

  /** The stacks as a tree; the items are frames. */
  public CallTree tree() {
    return tree;
  }

  /** The node of an entry's innermost frame; 0 if it has no stack. */
  public int nodeOf(int entry) {
    return nodeOf[entry];
  }

  private int node(int leaf, int source, boolean plain, String phase) {
    if (leaf == 0) {
      return 0;
    }
    boolean ofBase = source < base;
    if (whole) {
      return cut(new Form(plain, ofBase, "")).of(leaf);
    }
    if (!plain && name(leaf).startsWith(FAILED)) {
      return only(name(leaf));
    }
    return switch (plain ? "" : phase) {
      case "harness" -> only(HARNESS);
      case "vm" -> only(kindOfVmThread(leaf));
      case "measure" -> cut(new Form(false, ofBase, LOOP)).of(leaf);
      case "program" -> cut(new Form(false, ofBase, OTHER_THREADS)).of(leaf);
      default -> cut(new Form(plain, ofBase, "")).of(leaf);
    };
  }

  private int only(String name) {
    return tree.child(0, frames.mark(name));
  }

  /** The virtual machine's own Java threads have no root that says so. */
  private String kindOfVmThread(int leaf) {
    int root = leaf;
    while (stacks.tree().parent(root) != 0) {
      root = stacks.tree().parent(root);
    }
    return name(root).startsWith("[") ? name(root) : VM;
  }

  private String name(int node) {
    return given.function(given.functionOf(stacks.tree().item(node))).name();
  }

  private Cut cut(Form form) {
    return cuts.computeIfAbsent(form, Cut::new);
  }

  /** Finds the nodes of stacks of one form. */
  private final class Cut {
    private final Form form;
    private final int root;
    // By the given frame: its frame here, plus one; 0 if not looked at yet.
    private final int[] frameOf = new int[given.frameCount()];
    // By the given node: its node here, plus one, where it is a caller.
    private final int[] callers = new int[stacks.tree().size()];
    private int[] path = new int[64];

    Cut(Form form) {
      this.form = form;
      root = form.root.isEmpty() ? 0 : only(form.root);
    }

    /** A lambda's own class stays where it is the leaf, for it has time of its own. */
    int of(int leaf) {
      int frame = frame(leaf);
      return isProxy(frame) ? tree.child(caller(stacks.tree().parent(leaf)), frame) : caller(leaf);
    }

    private int caller(int node) {
      int depth = 0;
      int at = node;
      for (; at != 0 && callers[at] == 0; at = stacks.tree().parent(at)) {
        if (depth == path.length) {
          path = Arrays.copyOf(path, 2 * depth);
        }
        path[depth++] = at;
      }
      int found = at == 0 ? root : callers[at] - 1;
      while (depth > 0) {
        at = path[--depth];
        found = below(found, at);
        callers[at] = found + 1;
      }
      return found;
    }

    private int below(int caller, int node) {
      if (form.root.equals(LOOP) && name(node).endsWith(STUB_SUFFIX)) {
        return root;
      }
      int frame = frame(node);
      return isProxy(frame) ? caller : tree.child(caller, frame);
    }

    private boolean isProxy(int frame) {
      return !form.plain
          && FrameNames.isLambdaProxy(frames.function(frames.functionOf(frame)).name());
    }

    private int frame(int node) {
      int frame = stacks.tree().item(node);
      if (frameOf[frame] == 0) {
        FrameTable.Function function = given.function(given.functionOf(frame));
        frameOf[frame] = 1 + frames.frame(named(function), given.lineOf(frame));
      }
      return frameOf[frame] - 1;
    }

    private FrameTable.Function named(FrameTable.Function function) {
      if (form.plain) {
        return function;
      }
      String name = FrameNames.stable(function.name());
      return new FrameTable.Function(
          form.ofBase ? numbers.ofBase(name) : numbers.ofHead(name),
          function.file(),
          function.kind());
    }
  }
}
