// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Profiles of one kind, added up. Which file a value came from stays known, so each can be divided
 * by its own number of operations.
 */
public final class Profiles {
  /** What an entry has besides its stack. */
  private record Tags(int source, List<Code.Label> labels) {}

  private final List<Source> sources = new ArrayList<>();
  private final CallTree tree = new CallTree();
  private final Numbers<Code.Location> locations = new Numbers<>();
  private final Numbers<Tags> tags = new Numbers<>();
  private final LongIndex entries = new LongIndex();
  private long[] values = new long[1 << 10];
  private int columns;

  /** Gives different things numbers from 0. */
  private static final class Numbers<T> {
    private final Map<T, Integer> numbers = new HashMap<>();
    private final List<T> things = new ArrayList<>();

    int of(T thing) {
      Integer known = numbers.putIfAbsent(thing, things.size());
      if (known != null) {
        return known;
      }
      things.add(thing);
      return things.size() - 1;
    }
  }

  /** Reads files, all of one kind. */
  public static Profiles read(List<Path> files) throws IOException {
    Profiles profiles = new Profiles();
    for (Path file : files) {
      profiles.add(file);
    }
    return profiles;
  }

  /**
   * Adds a file.
   *
   * @throws BadProfile one line, if it cannot be used or has other columns than those before it
   */
  public void add(Path file) throws IOException {
    ProfileReader.read(file, this);
  }

  /**
   * Begins a file; its samples follow.
   *
   * @return its number
   * @throws BadProfile one line, if it has other columns than those before it
   */
  public int begin(Source source) throws BadProfile {
    if (!sources.isEmpty() && !sources.get(0).kinds().equals(source.kinds())) {
      throw new BadProfile(
          source.file(),
          "has the values "
              + source.kinds()
              + ", and "
              + sources.get(0).file()
              + " has "
              + sources.get(0).kinds()
              + "; only profiles of one kind can be added up");
    }
    columns = source.kinds().size();
    sources.add(source);
    return sources.size() - 1;
  }

  /** The number of a location. */
  public int location(Code.Location location) {
    return locations.of(location);
  }

  /** The number of a set of labels of a file's samples. */
  public int tags(int source, List<Code.Label> labels) {
    return tags.of(new Tags(source, labels));
  }

  /** The node below one for a location. */
  public int node(int parent, int location) {
    return tree.child(parent, location);
  }

  /**
   * Adds a value to the entry of a stack with labels.
   *
   * @throws BadProfile one line, if the sum is too large
   */
  public void add(int node, int tag, int column, long value) throws BadProfile {
    int entry = entries.index((long) node << 32 | tag);
    int at = Math.addExact(Math.multiplyExact(entry, columns), column);
    if (at >= values.length) {
      values = Arrays.copyOf(values, Math.max(at + 1, Math.multiplyExact(values.length, 2)));
    }
    try {
      values[at] = Math.addExact(values[at], value);
    } catch (ArithmeticException e) {
      throw new BadProfile(
          sources.get(sources.size() - 1).file(), "its values add up to no number");
    }
  }

  /** The files, in the order in which they were added. */
  public List<Source> sources() {
    return Collections.unmodifiableList(sources);
  }

  /** The columns of the values. */
  public List<ValueKind> kinds() {
    return sources.get(0).kinds();
  }

  /** Whether each file says how many operations it is for. */
  public boolean perOperation() {
    return sources.stream().allMatch(source -> source.operations() > 0);
  }

  /** All stacks; the items are locations. */
  public CallTree tree() {
    return tree;
  }

  /** A location, by its number. */
  public Code.Location locationOf(int number) {
    return locations.things.get(number);
  }

  /** How many locations there are. */
  public int locationCount() {
    return locations.things.size();
  }

  /** How many entries there are: different stacks with different labels from different files. */
  public int size() {
    return entries.size();
  }

  /** The node of an entry's leaf; 0 for a sample without a stack. */
  public int nodeOf(int entry) {
    return (int) (entries.key(entry) >>> 32);
  }

  /** The number of an entry's labels; entries of one file with equal labels have the same. */
  public int tagsOf(int entry) {
    return (int) entries.key(entry);
  }

  /** How many different sets of labels there are. */
  public int tagCount() {
    return tags.things.size();
  }

  /** The file that a set of labels is of. */
  public int sourceOf(int tag) {
    return tags.things.get(tag).source;
  }

  /** A set of labels. */
  public List<Code.Label> labels(int tag) {
    return tags.things.get(tag).labels;
  }

  /** A value of an entry. */
  public long value(int entry, int column) {
    int at = entry * columns + column;
    return at < values.length ? values[at] : 0;
  }
}
