// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkKey.Mode;
import org.jmhpprof.gate.model.Side.Renames;

/**
 * What goes to JMH as it is.
 *
 * @param words options and their values, in order
 */
public record JmhOptions(List<String> words) {
  /** The gate starts the forks and reads the results, so that these are its own. */
  private static final Set<String> OURS =
      Set.of("-f", "-rf", "-rff", "-o", "-l", "-lp", "-lprof", "-lrf", "-foe", "-v");

  private static final Set<String> KNOWN =
      Set.of(
          "-bm",
          "-bs",
          "-e",
          "-gc",
          "-i",
          "-jvm",
          "-jvmArgs",
          "-jvmArgsAppend",
          "-jvmArgsPrepend",
          "-opi",
          "-p",
          "-prof",
          "-r",
          "-si",
          "-t",
          "-tg",
          "-to",
          "-tu",
          "-w",
          "-wbs",
          "-wf",
          "-wi",
          "-wm",
          "-wmb");

  public JmhOptions {
    words = List.copyOf(words);
  }

  /** Whether a word of the command line is JMH's: one dash, and not ours. */
  public static boolean isOption(String word) {
    return word.length() > 1
        && word.charAt(0) == '-'
        && word.charAt(1) != '-'
        && !word.equals("-h")
        && !word.equals("-V");
  }

  /**
   * Checks.
   *
   * @param words options, each followed by its value
   * @throws BadInput for one that JMH does not know, that lacks its value, or that the gate sets
   *     itself
   */
  public static JmhOptions of(List<String> words) throws BadInput {
    for (int i = 0; i < words.size(); i += 2) {
      String option = words.get(i);
      if (OURS.contains(option)) {
        throw new BadInput(option + ": the gate sets this option of JMH itself");
      }
      if (!KNOWN.contains(option)) {
        throw new BadInput(option + ": no option of JMH");
      }
      if (i + 1 == words.size()) {
        throw new BadInput(option + ": its value is missing");
      }
      if (option.equals("-prof") && words.get(i + 1).startsWith("pprof")) {
        throw new BadInput("-prof pprof: the gate profiles by itself what changed");
      }
    }
    return new JmhOptions(words);
  }

  /** Without some options and their values. */
  JmhOptions without(String... options) {
    return only((option, value) -> !List.of(options).contains(option));
  }

  /** Without the values of some parameters. */
  JmhOptions withoutParams(Set<String> names) {
    return only((option, value) -> !option.equals("-p") || !names.contains(value.split("=", 2)[0]));
  }

  /** Only the options that choose benchmarks. */
  JmhOptions excludes() {
    return only((option, value) -> option.equals("-e"));
  }

  private JmhOptions only(BiPredicate<String, String> meant) {
    List<String> rest = new ArrayList<>();
    for (int i = 0; i + 1 < words.size(); i += 2) {
      if (meant.test(words.get(i), words.get(i + 1))) {
        rest.addAll(words.subList(i, i + 2));
      }
    }
    return new JmhOptions(rest);
  }

  /** With an option more, behind the others. */
  JmhOptions with(String option, String value) {
    return new JmhOptions(Stream.concat(words.stream(), Stream.of(option, value)).toList());
  }

  /** The values of an option that can be given several times, or holds several with commas. */
  public List<String> values(String option) {
    return given(option).stream().flatMap(value -> Stream.of(value.split(","))).toList();
  }

  /** What follows an option, each time it is given. */
  List<String> given(String option) {
    return IntStream.iterate(0, i -> i + 1 < words.size(), i -> i + 2)
        .filter(i -> words.get(i).equals(option))
        .mapToObj(i -> words.get(i + 1))
        .toList();
  }

  /** Whether these options, were JMH given them, would measure this combination. */
  public boolean mean(BenchmarkKey key) {
    List<String> modes = values("-bm");
    return (modes.isEmpty() || modes.stream().anyMatch(mode -> meansMode(mode, key.mode())))
        && params().entrySet().stream()
            .allMatch(
                param ->
                    !key.params().containsKey(param.getKey())
                        || param.getValue().contains(key.params().get(param.getKey())));
  }

  /** JMH takes a label, a name, or the beginning of one. */
  private static boolean meansMode(String word, String label) {
    Mode mode = Mode.of(label);
    return List.of("all", "All", label, mode.jmhName()).stream()
        .anyMatch(known -> known.startsWith(word));
  }

  /** All values that are asked for, also those of several -p, by parameter. */
  private Map<String, Set<String>> params() {
    Map<String, Set<String>> params = new TreeMap<>();
    given("-p").stream()
        .map(word -> word.split("=", 2))
        .filter(param -> param.length == 2)
        .forEach(
            param ->
                params
                    .computeIfAbsent(param[0], name -> new TreeSet<>())
                    .addAll(List.of(param[1].split(","))));
    return params;
  }

  /**
   * What one invocation of JMH measures: a benchmark with all its parameters and modes, or one
   * combination of them.
   *
   * @param benchmark JMH's full name
   * @param only the one combination; empty for all
   */
  public record Task(String benchmark, Optional<BenchmarkKey> only) implements Comparable<Task> {
    /**
     * Values that -p cannot give: a comma separates values, and up to JMH 1.36 there is exactly one
     * equals sign with something behind it.
     */
    private static final Pattern UNSAYABLE = Pattern.compile("[,=]|^$");

    /** All parameters and modes. */
    public static Task all(String benchmark) {
      return new Task(benchmark, Optional.empty());
    }

    /** Only these parameters and this mode, if JMH's command line can say so. */
    public static Task only(BenchmarkKey key) {
      boolean sayable = key.params().values().stream().noneMatch(UNSAYABLE.asPredicate());
      return new Task(key.benchmark(), sayable ? Optional.of(key) : Optional.empty());
    }

    /** The same in a build that calls it otherwise. */
    Task inBuildWith(Renames renames) {
      return new Task(renames.oldName(benchmark), only.map(renames::oldKey));
    }

    /** A name for people and files. */
    public String label() {
      return only.map(key -> key.benchmark() + "-" + key.mode() + params(key)).orElse(benchmark);
    }

    private static String params(BenchmarkKey key) {
      return key.params().isEmpty() ? "" : key.params().toString();
    }

    @Override
    public int compareTo(Task other) {
      int byName = benchmark.compareTo(other.benchmark);
      return byName != 0 ? byName : key().compareTo(other.key());
    }

    private BenchmarkKey key() {
      SortedMap<String, String> none = new TreeMap<>();
      return only.orElse(new BenchmarkKey(benchmark, "", none, 1));
    }

    List<String> arguments(JmhOptions options) {
      List<String> arguments = new ArrayList<>();
      arguments.add("^" + Pattern.quote(benchmark) + "$");
      if (only.isEmpty()) {
        arguments.addAll(options.words());
        return arguments;
      }
      BenchmarkKey key = only.get();
      JmhOptions rest = options;
      if (!key.params().isEmpty()) {
        rest = rest.without("-p");
        for (Map.Entry<String, String> param : key.params().entrySet()) {
          arguments.add("-p");
          arguments.add(param.getKey() + "=" + param.getValue());
        }
      }
      if (Mode.of(key.mode()) != Mode.FOREIGN) {
        rest = rest.without("-bm");
        arguments.add("-bm");
        arguments.add(key.mode());
      }
      arguments.addAll(rest.words());
      return arguments;
    }
  }
}
