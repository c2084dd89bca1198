// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Settings.Correction;
import org.jmhpprof.gate.model.Settings.Rule;
import org.jmhpprof.gate.model.Side.Renames;

/**
 * The configuration file: JSON, in which comments and a comma too many are allowed.
 *
 * @param margin for all benchmarks, 0.05 for 5 %
 * @param alpha error rate of the suite
 * @param correction for the number of tests
 * @param rules exceptions, in order
 * @param renames what has another name in base
 */
public record Config(
    OptionalDouble margin,
    OptionalDouble alpha,
    Optional<Correction> correction,
    List<Rule> rules,
    Renames renames) {
  /** Shares as people write them. */
  public static final class Percent {
    private Percent() {}

    /**
     * {@code 5%} or {@code 0.05}, both 0.05. A plain number above 1 is refused: who writes 5 means
     * 5 %.
     *
     * @param where what to name in the error
     * @throws BadInput if it is neither, or below 0 or above 1000 %
     */
    public static double parse(String where, String text) throws BadInput {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new BadInput(where + ": expected " + e.getMessage() + ", found " + text);
      }
    }

    /**
     * An error rate.
     *
     * @throws BadInput if it is not above 0 and below 0.5
     */
    public static double errorRate(String where, String text) throws BadInput {
      try {
        return errorRate(text);
      } catch (IllegalArgumentException e) {
        throw new BadInput(where + ": expected " + e.getMessage() + ", found " + text);
      }
    }

    static double parse(String text) {
      String number = text.strip();
      boolean percent = number.endsWith("%");
      double share = Double.NaN;
      try {
        double value =
            Double.parseDouble(percent ? number.substring(0, number.length() - 1) : number);
        share = percent ? value / 100 : value;
      } catch (NumberFormatException e) {
        // Falls through to the one message.
      }
      if (share >= 0 && share <= (percent ? 10 : 1)) {
        return share;
      }
      throw new IllegalArgumentException("a share such as 5% or 0.05");
    }

    static double errorRate(String text) {
      double rate = parse(text);
      if (rate > 0 && rate < 0.5) {
        return rate;
      }
      throw new IllegalArgumentException("above 0 and below 0.5");
    }
  }

  /** Nothing configured. */
  public static final Config NONE =
      new Config(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          List.of(),
          Renames.NONE);

  private static final Pattern ANY = Pattern.compile("");
  private static final Pattern SCORE = Pattern.compile("score(:p\\d+)?");

  /** The file; null for what it does not say. */
  private record Content(
      Share margin,
      ErrorRate alpha,
      Correction correction,
      List<Exception> rules,
      TreeMap<String, String> renamed) {}

  private record Exception(
      Regex benchmark, Regex metric, Share margin, Floor floor, Better direction, Boolean gate) {
    Rule rule() {
      return new Rule(
          benchmark == null ? ANY : benchmark.pattern,
          metric == null ? SCORE : metric.pattern,
          optional(margin == null ? null : margin.value),
          optional(floor == null ? null : floor.value),
          floor == null ? "" : floor.unit,
          Optional.ofNullable(direction).map(better -> better.direction),
          Optional.ofNullable(gate));
    }
  }

  private record Regex(Pattern pattern) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Regex of(JsonNode node) {
      try {
        return new Regex(Pattern.compile(text(node)));
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException("a regular expression", e);
      }
    }
  }

  private record Share(double value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Share of(JsonNode node) {
      return new Share(Percent.parse(node.asText()));
    }
  }

  private record ErrorRate(double value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ErrorRate of(JsonNode node) {
      return new ErrorRate(Percent.errorRate(node.asText()));
    }
  }

  private record Floor(double value, String unit) {
    private static final Pattern FORM = Pattern.compile("([0-9.eE+-]+)\\s*(\\S+)");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Floor of(JsonNode node) {
      Matcher matcher = FORM.matcher(text(node));
      try {
        double value = matcher.matches() ? Double.parseDouble(matcher.group(1)) : -1;
        if (value >= 0) {
          return new Floor(value, matcher.group(2));
        }
      } catch (NumberFormatException e) {
        // Falls through to the one message.
      }
      throw new IllegalArgumentException("a number and a unit, such as \"0.5 ns/op\"");
    }
  }

  private enum Better {
    LOWER(Direction.LOWER_IS_BETTER),
    HIGHER(Direction.HIGHER_IS_BETTER);

    private final Direction direction;

    Better(Direction direction) {
      this.direction = direction;
    }

    @JsonCreator
    static Better of(String word) {
      return switch (word) {
        case "lower" -> LOWER;
        case "higher" -> HIGHER;
        default -> throw new IllegalArgumentException("lower or higher, which is better");
      };
    }
  }

  /**
   * Reads a file.
   *
   * @throws BadInput if it is not such a file, or has a field that does not exist
   */
  public static Config read(Path file) throws BadInput {
    Content content = JsonText.readWithComments(file, Content.class);
    return new Config(
        optional(content.margin == null ? null : content.margin.value),
        optional(content.alpha == null ? null : content.alpha.value),
        Optional.ofNullable(content.correction),
        content.rules == null ? List.of() : content.rules.stream().map(Exception::rule).toList(),
        content.renamed == null ? Renames.NONE : renames(content.renamed, file + ".renamed."));
  }

  private static String text(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    }
    throw new IllegalArgumentException("a string");
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static Renames renames(SortedMap<String, String> renamed, String where) throws BadInput {
    SortedMap<String, String> names = new TreeMap<>();
    for (Map.Entry<String, String> each : renamed.entrySet()) {
      String name = each.getValue();
      String at = where + each.getKey();
      String found = TextNode.valueOf(name).toString();
      if (each.getKey().isEmpty() || name.isEmpty()) {
        throw BadInput.unexpected(at, "two full names of a method, a class or a package", found);
      }
      if (names.containsValue(name)) {
        throw BadInput.unexpected(at, "a name that nothing else is renamed to", found);
      }
      names.put(each.getKey(), name);
    }
    return new Renames(names);
  }
}
