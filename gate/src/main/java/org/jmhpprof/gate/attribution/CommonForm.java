// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jmhpprof.gate.attribution.CommonForm.FrameNames;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileFrame;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileStack;

/**
 * The forks of both sides with their stacks cut to what can be compared, under common names. CPU
 * times are as they were.
 *
 * @param base forks of base
 * @param head forks of head
 * @param paired whether forks at the same place in both lists ran as a pair
 */
public record CommonForm(List<ProfiledFork> base, List<ProfiledFork> head, boolean paired) {
  private static final int FEWEST_PAIRS = 2;

  /**
   * Brings a stack into the form in which two builds can be compared.
   *
   * <p>A measured stack ends at JMH's timed loop, whose generated name holds the mode and the
   * method. What the virtual machine did is one frame by its kind, what JMH itself did is one
   * frame. Frames that only stand for a lambda expression go.
   */
  static final class StackCut {
    /** The generated loop around the benchmark method. */
    static final String LOOP = "[timed loop]";

    /** JMH's own work, with set-up and tear-down. */
    static final String HARNESS = "[harness]";

    /** Root of the benchmark's work on threads other than JMH's. */
    static final String OTHER_THREADS = "[other threads]";

    /** The profiler's root of the garbage collector's threads. */
    static final String GC = "[GC]";

    private static final String VM = "[VM]";

    private static final String STUB_SUFFIX = "_jmhStub";
    private static final String FAILED = "[failed";

    private StackCut() {}

    /** The same fork, its stacks in comparable form; times are as they were. */
    static ProfiledFork of(ProfiledFork fork) {
      return fork.with(fork.stacks().stream().map(StackCut::of).toList());
    }

    static ProfileStack of(ProfileStack stack) {
      return new ProfileStack(cut(stack), stack.phase(), stack.ticks(), stack.cpuNanos());
    }

    private static List<ProfileFrame> cut(ProfileStack stack) {
      if (stack.leaf().function().startsWith(FAILED)) {
        return List.of(pseudo(stack.leaf().function()));
      }
      return switch (stack.phase()) {
        case MEASURE -> measured(stack.frames());
        case PROGRAM -> otherThread(stack.frames());
        case HARNESS -> List.of(pseudo(HARNESS));
        case VM -> List.of(pseudo(kindOfVmThread(stack.root().function())));
        case NONE -> List.of(pseudo(stack.leaf().function()));
      };
    }

    /** The virtual machine's own Java threads have no root that says so. */
    private static String kindOfVmThread(String root) {
      return root.startsWith("[") ? root : VM;
    }

    private static List<ProfileFrame> measured(List<ProfileFrame> frames) {
      List<ProfileFrame> kept = new ArrayList<>();
      for (ProfileFrame frame : frames) {
        if (frame.function().endsWith(STUB_SUFFIX)) {
          kept.add(pseudo(LOOP));
          return kept;
        }
        keep(kept, frame);
      }
      kept.add(pseudo(LOOP));
      return kept;
    }

    private static List<ProfileFrame> otherThread(List<ProfileFrame> frames) {
      List<ProfileFrame> kept = new ArrayList<>();
      frames.forEach(frame -> keep(kept, frame));
      kept.add(pseudo(OTHER_THREADS));
      return kept;
    }

    private static void keep(List<ProfileFrame> kept, ProfileFrame frame) {
      String name = FrameNames.stable(frame.function());
      boolean passedThrough = !kept.isEmpty() && FrameNames.isLambdaProxy(name);
      if (!passedThrough) {
        kept.add(frame.named(name));
      }
    }

    private static ProfileFrame pseudo(String name) {
      return new ProfileFrame(name, "", 0, false);
    }
  }

  /**
   * Gives functions of generated classes one name in every run: addresses, hashes and counters go.
   *
   * <p>{@code Foo$$Lambda$41+0x00007fba7c026d90/2068020661.test} becomes {@code Foo$$Lambda.test}.
   */
  static final class FrameNames {
    private record Rule(Pattern pattern, String replacement) {
      static Rule of(String regex, String replacement) {
        return new Rule(Pattern.compile(regex), replacement);
      }
    }

    private static final Pattern GENERATED =
        Pattern.compile("[/+]|0x|\\$\\$|LambdaForm\\$|Accessor\\d|\\$Proxy\\d|\\$[A-Z]\\w*\\$");

    // Each looks at the class, with the dot before the method.
    private static final List<Rule> RULES =
        List.of(
            Rule.of("(?:[/+.]0x[0-9a-fA-F]+)?(?:/(?:0x[0-9a-fA-F]+|\\d+))?\\.$", "."),
            Rule.of("[/+._]0x[0-9a-fA-F]+(?=\\$\\$)", ""),
            Rule.of("\\$\\$Lambda\\$\\d+(?=\\.$|\\$\\$)", "\\$\\$Lambda"),
            Rule.of("(?<=\\.LambdaForm\\$[A-Z]{1,8})\\d+\\.$", "."),
            Rule.of(
                "(?<=\\.reflect\\.Generated(?:Serialization)?(?:Method|Constructor)Accessor)\\d+\\.$",
                "."),
            Rule.of("(?<=\\$Proxy)\\d+\\.$", "."),
            Rule.of("^((?:jdk|com\\.sun)\\.proxy)\\d+\\.", "$1."),
            Rule.of("(?<=CGLIB)\\$\\$[0-9a-fA-F]+", ""),
            Rule.of("(?<=\\$(?:ByteBuddy|HibernateProxy|MockitoMock|auxiliary))\\$\\w+\\.$", "."));

    private FrameNames() {}

    static String stable(String function) {
      if (function.startsWith("[") || !GENERATED.matcher(function).find()) {
        return function;
      }
      int method = function.lastIndexOf('.') + 1;
      if (method == 0) {
        return function;
      }
      String owner = function.substring(0, method);
      for (Rule rule : RULES) {
        owner = rule.pattern.matcher(owner).replaceFirst(rule.replacement);
      }
      return owner.length() <= 1 ? function : owner + function.substring(method);
    }

    /**
     * Whether the function, by its stable name, is the class that stands for a lambda expression.
     */
    static boolean isLambdaProxy(String function) {
      int method = function.lastIndexOf('.');
      return method > 0 && function.startsWith("$$Lambda", method - "$$Lambda".length());
    }
  }

  /**
   * Brings both sides into it. Where they ran in pairs, halves without their other are left out.
   */
  public static CommonForm of(List<ProfiledFork> base, List<ProfiledFork> head) {
    Map<Integer, ProfiledFork> pairs = new TreeMap<>();
    base.stream().filter(fork -> fork.pair() > 0).forEach(fork -> pairs.put(fork.pair(), fork));
    List<ProfiledFork> halves =
        head.stream()
            .filter(fork -> pairs.containsKey(fork.pair()))
            .sorted(Comparator.comparingInt(ProfiledFork::pair))
            .toList();
    if (halves.size() < FEWEST_PAIRS) {
      return of(base, head, false);
    }
    return of(halves.stream().map(fork -> pairs.get(fork.pair())).toList(), halves, true);
  }

  private static CommonForm of(List<ProfiledFork> base, List<ProfiledFork> head, boolean paired) {
    List<ProfiledFork> before = base.stream().map(StackCut::of).toList();
    List<ProfiledFork> after = head.stream().map(StackCut::of).toList();
    Renumbering numbers = new Renumbering(before, after);
    return new CommonForm(numbers.ofBase(before), numbers.ofHead(after), paired);
  }

  /** The same with other names of some functions of base. */
  CommonForm renamingInBase(Map<String, String> newNames) {
    UnaryOperator<String> names = name -> newNames.getOrDefault(name, name);
    return new CommonForm(
        base.stream()
            .map(
                fork ->
                    fork.with(fork.stacks().stream().map(stack -> stack.renamed(names)).toList()))
            .toList(),
        head,
        paired);
  }
}
