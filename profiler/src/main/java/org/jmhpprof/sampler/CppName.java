// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of C++ functions, as short as {@code pprof} shows them. */
final class CppName {
  private static final String ANONYMOUS = "(anonymous namespace)";
  private static final String DEDUCED_RESULT = "decltype(auto) ";
  private static final String CLONE = " [clone ";

  /** Operators have brackets and spaces that belong to their names. */
  private static final Pattern OPERATOR =
      Pattern.compile(
          "operator(?:"
              + " (?:new|delete)(?:\\[])?"
              + "|\"\" ?\\w+"
              // A conversion has no parameters; its type may have.
              + "| .+?(?=\\(\\)(?:$| |::))"
              + "|<=>|->\\*?|&&|\\|\\||\\+\\+|--|\\(\\)|\\[]|,|~|(?:<<|>>|[-+*/%^&|=<>!])=?)");

  private static final Pattern INSIDE_A_FUNCTION =
      Pattern.compile("(?: const| volatile| &&?)*(?=::)");

  private final String text;
  private final StringBuilder name = new StringBuilder();
  private int at;

  private CppName(String text) {
    this.text = text;
  }

  /** Whether a symbol is the encoded name of a C++ function or variable. */
  static boolean isMangled(String symbol) {
    return symbol.startsWith("_Z");
  }

  /**
   * A demangled name without result, parameters, template arguments and what the compiler appended:
   * {@code A::f} for {@code void A<int>::f(char) const [clone .part.0]}. What is not understood
   * stays as it is.
   */
  static String simple(String demangled) {
    CppName cpp = new CppName(demangled);
    return cpp.shorten() && cpp.name.length() > 0 ? cpp.name.toString() : demangled;
  }

  private boolean shorten() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (text.startsWith(ANONYMOUS, at)) {
        copy(ANONYMOUS.length());
      } else if (text.startsWith(DEDUCED_RESULT, at)) {
        at += DEDUCED_RESULT.length();
      } else if (c == '{') {
        if (!copyBraces()) {
          return false;
        }
      } else if (!copyOperator()) {
        if (c == ')' || c == '>' || ((c == '(' || c == '<') && !skipBrackets())) {
          return false;
        }
        if (text.startsWith(CLONE, at) || (c == '(' && endsHere())) {
          return true;
        }
        if (c == ' ') {
          // That was the type of the result.
          name.setLength(0);
          at++;
        } else if (c != '(' && c != '<') {
          copy(1);
        }
      }
    }
    return true;
  }

  private void copy(int length) {
    name.append(text, at, at + length);
    at += length;
  }

  /** What has no name in the source: <code>{lambda(int)#1}</code>. */
  private boolean copyBraces() {
    while (at < text.length() && text.charAt(at) != '}') {
      if (text.charAt(at) == '(') {
        skipBrackets();
      } else {
        copy(1);
      }
    }
    return at < text.length();
  }

  private boolean copyOperator() {
    boolean begins = at == 0 || text.charAt(at - 1) == ':' || text.charAt(at - 1) == ' ';
    Matcher operator = OPERATOR.matcher(text).region(at, text.length());
    if (!begins || !operator.lookingAt()) {
      return false;
    }
    copy(operator.end() - at);
    if (text.startsWith(" <", at)) {
      at++;
    }
    return true;
  }

  /** Whether nothing after the parameters belongs to the name, as a function inside it would. */
  private boolean endsHere() {
    Matcher inside = INSIDE_A_FUNCTION.matcher(text).region(at, text.length());
    if (inside.lookingAt()) {
      at = inside.end();
      return false;
    }
    return at == text.length() || text.charAt(at) == ' ';
  }

  /** Within round brackets {@code <} and {@code >} may as well compare. */
  private boolean skipBrackets() {
    Deque<Character> open = new ArrayDeque<>();
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '(' || c == '<') {
        open.push(c);
      } else if (c == '>' && open.peek() == '<' && text.charAt(at - 1) != '-') {
        open.pop();
      } else if (c == ')') {
        while (!open.isEmpty() && open.pop() != '(') {
          // down to its partner
        }
      }
      if (open.isEmpty()) {
        at++;
        return true;
      }
    }
    return false;
  }
}
