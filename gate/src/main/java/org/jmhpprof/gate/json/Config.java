// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jmhpprof.gate.model.Direction;
import org.jmhpprof.gate.model.Renames;
import org.jmhpprof.gate.model.Settings.Correction;
import org.jmhpprof.gate.model.Settings.Rule;

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
  /** Nothing configured. */
  public static final Config NONE =
      new Config(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          List.of(),
          Renames.NONE);

  private static final Pattern FLOOR = Pattern.compile("([0-9.eE+-]+)\\s*(\\S+)");
  private static final Pattern ANY = Pattern.compile("");
  private static final Pattern SCORE = Pattern.compile("score(:p\\d+)?");

  /**
   * Reads a file.
   *
   * @throws BadInput if it is not such a file, or has a field that does not exist
   */
  public static Config read(Path file) throws BadInput {
    Field root = JsonText.readWithComments(file).object();
    requireKnown(root, Set.of("margin", "alpha", "correction", "rules", "renamed"));
    List<Rule> rules = new ArrayList<>();
    Optional<Field> list = root.find("rules");
    if (list.isPresent()) {
      for (Field rule : list.get().items()) {
        rules.add(rule(rule.object()));
      }
    }
    Optional<Field> alpha = root.find("alpha");
    Optional<Field> correction = root.find("correction");
    return new Config(
        share(root, "margin"),
        alpha.isPresent()
            ? OptionalDouble.of(Percent.errorRate(alpha.get().where(), alpha.get().scalar()))
            : OptionalDouble.empty(),
        correction.isPresent() ? Optional.of(correction(correction.get())) : Optional.empty(),
        rules,
        renames(root));
  }

  private static Renames renames(Field root) throws BadInput {
    SortedMap<String, String> names = new TreeMap<>();
    Optional<Field> renamed = root.find("renamed");
    if (renamed.isPresent()) {
      for (Map.Entry<String, Field> each : renamed.get().members().entrySet()) {
        String name = each.getValue().text();
        if (each.getKey().isEmpty() || name.isEmpty()) {
          throw each.getValue().unexpected("two full names of a method, a class or a package");
        }
        if (names.containsValue(name)) {
          throw each.getValue().unexpected("a name that nothing else is renamed to");
        }
        names.put(each.getKey(), name);
      }
    }
    return new Renames(names);
  }

  private static Rule rule(Field rule) throws BadInput {
    requireKnown(rule, Set.of("benchmark", "metric", "margin", "floor", "direction", "gate"));
    Pattern benchmark = pattern(rule, "benchmark", ANY);
    Pattern metric = pattern(rule, "metric", SCORE);
    OptionalDouble floor = OptionalDouble.empty();
    String unit = "";
    Optional<Field> given = rule.find("floor");
    if (given.isPresent()) {
      Matcher matcher = FLOOR.matcher(given.get().text());
      if (!matcher.matches()) {
        throw given.get().unexpected("a number and a unit, such as \"0.5 ns/op\"");
      }
      floor = OptionalDouble.of(floor(given.get(), matcher.group(1)));
      unit = matcher.group(2);
    }
    Optional<Field> gate = rule.find("gate");
    Optional<Field> direction = rule.find("direction");
    return new Rule(
        benchmark,
        metric,
        share(rule, "margin"),
        floor,
        unit,
        direction.isPresent() ? Optional.of(direction(direction.get())) : Optional.empty(),
        gate.isPresent() ? Optional.of(gate.get().bool()) : Optional.empty());
  }

  private static double floor(Field field, String number) throws BadInput {
    try {
      double floor = Double.parseDouble(number);
      if (floor >= 0) {
        return floor;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message.
    }
    throw field.unexpected("a number and a unit, such as \"0.5 ns/op\"");
  }

  private static OptionalDouble share(Field object, String name) throws BadInput {
    Optional<Field> field = object.find(name);
    return field.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Percent.parse(field.get().where(), field.get().scalar()));
  }

  private static Correction correction(Field field) throws BadInput {
    return switch (field.text().toLowerCase(Locale.ROOT)) {
      case "holm" -> Correction.HOLM;
      case "bh" -> Correction.BH;
      case "none" -> Correction.NONE;
      default -> throw field.unexpected("holm, bh or none");
    };
  }

  private static Direction direction(Field field) throws BadInput {
    return switch (field.text()) {
      case "lower" -> Direction.LOWER_IS_BETTER;
      case "higher" -> Direction.HIGHER_IS_BETTER;
      default -> throw field.unexpected("lower or higher, which is better");
    };
  }

  private static Pattern pattern(Field rule, String name, Pattern otherwise) throws BadInput {
    Optional<Field> field = rule.find(name);
    if (field.isEmpty()) {
      return otherwise;
    }
    try {
      return Pattern.compile(field.get().text());
    } catch (PatternSyntaxException e) {
      throw field.get().unexpected("a regular expression");
    }
  }

  private static void requireKnown(Field object, Set<String> names) throws BadInput {
    for (Map.Entry<String, Field> member : object.members().entrySet()) {
      if (!names.contains(member.getKey())) {
        throw new BadInput(
            member.getValue().where()
                + ": no such setting; known are "
                + String.join(", ", names.stream().sorted().toList()));
      }
    }
  }
}
