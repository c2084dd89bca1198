// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.viewer.model.OneLine;

/**
 * What the user wants.
 *
 * <p>Parsed by hand: this jar is on the class path of every fork, and a library for four commands
 * with three options would weigh more than all else that is for them.
 *
 * @param output null if none is named
 * @param event "" for all
 */
record Arguments(String command, List<Path> places, Path output, String event, int rows) {
  static final String HELP =
      """
      Usage: java -jar jmh-pprof.jar <command> [options] FILE|DIR...

        merge -o OUT FILE|DIR...   Adds profiles of one kind up and writes them as one pprof file.
        top FILE|DIR...            Prints the functions that took most.
        diff A B                   Prints what changed from A to B, two files or directories; with
                                   -o also writes a page with a differential flame graph.
        html FILE|DIR...           Writes a page for each benchmark, as profile.html beside its
                                   profiles or, of a single one, to OUT.

        -o OUT                     Where the result goes.
        -e EVENT                   Only profiles of this: cpu, alloc, lock, wall, or the type of a
                                   value in the file.
        -n ROWS                    Rows of a table, 1 to 100000. (default: 30)
        -h, --help                 Prints this.

      Values are per operation where the profiles say how many operations they are for, as those of
      -prof pprof do: a mean over the forks. Reads any pprof file up to 1 GiB, gzip or not.
      """;

  static final List<String> COMMANDS = List.of("merge", "top", "diff", "html");

  /** A line that says what is wrong with the arguments. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String line) {
      super(OneLine.of(line));
    }
  }

  static Arguments parse(String... words) throws Refused {
    if (words.length == 0 || !COMMANDS.contains(words[0])) {
      throw new Refused(
          (words.length == 0 ? "no command" : "unknown command " + words[0])
              + ", allowed are "
              + String.join(", ", COMMANDS)
              + "; --help says more");
    }
    List<Path> places = new ArrayList<>();
    Path output = null;
    String event = "";
    int rows = 30;
    boolean options = true;
    for (int i = 1; i < words.length; i++) {
      String word = words[i];
      if (!options || !word.startsWith("-") || word.equals("-")) {
        places.add(path(word));
      } else if (word.equals("--")) {
        options = false;
      } else if (i + 1 == words.length || !List.of("-o", "-e", "-n").contains(word)) {
        throw new Refused(
            word + " is unknown or has no value, allowed are -o OUT, -e EVENT, -n ROWS");
      } else {
        String value = words[++i];
        switch (word) {
          case "-o" -> output = path(value);
          case "-e" -> event = value;
          default -> rows = rows(value);
        }
      }
    }
    Arguments all = new Arguments(words[0], List.copyOf(places), output, event, rows);
    all.check();
    return all;
  }

  private void check() throws Refused {
    if (command.equals("diff") && places.size() != 2) {
      throw new Refused("diff takes two files or directories, not " + places.size());
    }
    if (places.isEmpty()) {
      throw new Refused(command + " takes files or directories, and none is named");
    }
    if (command.equals("merge") && output == null) {
      throw new Refused("merge writes a file: name it with -o OUT");
    }
    if (command.equals("top") && output != null) {
      throw new Refused("top prints; it has no -o");
    }
  }

  private static Path path(String word) throws Refused {
    try {
      return Path.of(word);
    } catch (InvalidPathException e) {
      throw new Refused(word + " is no path");
    }
  }

  private static int rows(String value) throws Refused {
    int rows = value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : 0;
    if (rows < 1 || rows > 100_000) {
      throw new Refused("-n " + value + " is not allowed, allowed is 1 to 100000");
    }
    return rows;
  }
}
