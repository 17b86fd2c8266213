// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import dev.pathway.beam.runner.law.model.Windowing.Firing;
import dev.pathway.beam.runner.law.model.Windowing.Stamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes up random stories. */
final class Author {
  private static final int MAX_EPOCHS = 4;
  private static final int MAX_SOURCES = 3;
  private static final int MIN_STEPS = 3;
  private static final int MAX_STEPS = 8;
  private static final int MAX_ROWS = 1_000;
  private static final int NUMBERS = 100;
  private static final int MAX_LATENESS_MILLIS = 50;

  /** Of so many stories one has queries, as these take long to plan. */
  private static final int QUERIES_EVERY = 10;

  private static final int FIRST_QUERIES = 7;
  private static final Map<Boolean, List<Operator>> OPERATORS =
      Stream.of(Operator.values()).collect(Collectors.partitioningBy(Operator::isQuery));

  /** Those in which there can be state. */
  private static final List<Windows> UNMERGED =
      List.of(Windows.GLOBAL, Windows.FIXED, Windows.SLIDING, Windows.DAYS, Windows.MONTHS);

  private final long seed;
  private final Random random;
  private final int epochs;
  private final List<List<List<Row>>> sources = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  /** What each collection holds in each epoch. */
  private final List<List<Table>> tables = new ArrayList<>();

  Author(long seed) {
    this.seed = seed;
    // Near seeds would give alike first numbers.
    random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
    epochs = 2 + random.nextInt(MAX_EPOCHS - 1);
  }

  Story write() {
    for (int epoch = 0; epoch < epochs; epoch++) {
      sources.add(new ArrayList<>());
    }
    int count = 1 + random.nextInt(MAX_SOURCES);
    for (int i = 0; i < count; i++) {
      addSource(History.of(random.nextLong(), epochs));
    }
    int size = MIN_STEPS + random.nextInt(MAX_STEPS - MIN_STEPS + 1);
    while (steps.size() < size) {
      int stepsBefore = steps.size();
      int tablesBefore = tables.size();
      boolean query = hasQueries() && random.nextInt(3) == 0;
      if (!add(pick(Objects.requireNonNull(OPERATORS.get(query))))) {
        steps.subList(stepsBefore, steps.size()).clear();
        tables.subList(tablesBefore, tables.size()).clear();
      }
    }
    List<Integer> observed = observed();
    return new Story(seed, sources, steps, observed, outputs(observed));
  }

  /** Returns whether the story is one of the few that have queries. */
  private boolean hasQueries() {
    return seed % QUERIES_EVERY == FIRST_QUERIES;
  }

  private void addSource(List<List<Row>> history) {
    List<Table> source = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      sources.get(epoch).add(history.get(epoch));
      source.add(new Table(history.get(epoch), Windowing.OF_SOURCES, false));
    }
    tables.add(source);
  }

  /** Returns what nothing reads, and a few of the others. */
  private List<Integer> observed() {
    Set<Integer> read = new HashSet<>();
    steps.forEach(step -> read.addAll(step.inputs()));
    List<Integer> observed = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      if (!read.contains(i) || random.nextInt(6) == 0) {
        observed.add(i);
      }
    }
    return observed;
  }

  private List<Map<Integer, List<Row>>> outputs(List<Integer> observed) {
    List<Map<Integer, List<Row>>> outputs = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      Map<Integer, List<Row>> rows = new TreeMap<>();
      for (int place : observed) {
        rows.put(place, tables.get(place).get(epoch).rows());
      }
      outputs.add(rows);
    }
    return outputs;
  }

  /** Adds steps, and returns whether none of them puts out too much. */
  private boolean add(Operator operator) {
    int tablesBefore = tables.size();
    int first = peek();
    switch (operator.needs()) {
      case NOTHING -> {
        if (operator == Operator.WINDOW) {
          window(first, windowing(pick(List.of(Windows.values()))));
        } else if (operator == Operator.LATER) {
          int later = add(operator, List.of(first), null);
          window(later, windowing(pick(List.of(Windows.values()))));
        } else {
          add(operator, List.of(first), null);
        }
      }
      case GLOBAL -> add(operator, List.of(in(first, List.of(Windows.GLOBAL))), null);
      case ALIKE -> {
        List<Integer> inputs = new ArrayList<>(List.of(first));
        for (int i = random.nextInt(3); i > 0; i--) {
          inputs.add(alike(first));
        }
        add(operator, inputs, null);
      }
      case ANOTHER_ALIKE -> add(operator, List.of(first, alike(first)), null);
      case SIDE_INPUT -> withSideInput(operator, first);
      case STATE -> add(operator, List.of(early(in(first, UNMERGED))), null);
      case STATE_AND_SIDE_INPUT -> withSideInput(operator, in(first, UNMERGED));
      case TIMERS_IN_WINDOWS ->
          add(
              operator,
              List.of(
                  // There can be no timers in a global window with lateness.
                  early(in(first, List.of(Windows.FIXED, Windows.SLIDING, Windows.DAYS)))),
              null);
    }
    return tables.subList(tablesBefore, tables.size()).stream()
        .flatMap(List::stream)
        .allMatch(table -> table.rows().size() <= MAX_ROWS);
  }

  private void withSideInput(Operator operator, int first) {
    int main = early(first);
    List<Windows> windows =
        of(main).windows() == Windows.GLOBAL
            ? List.of(Windows.GLOBAL)
            : List.of(Windows.GLOBAL, Windows.FIXED, Windows.SLIDING, Windows.DAYS);
    add(operator, List.of(main, in(peek(), windows)), null);
  }

  private Windowing of(int place) {
    return tables.get(place).get(0).windowing();
  }

  private boolean merged(int place) {
    return tables.get(place).get(0).merged();
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** Returns a collection, often the last one. */
  private int peek() {
    return random.nextBoolean() ? tables.size() - 1 : random.nextInt(tables.size());
  }

  /** Returns a collection in one of some windows. */
  private int in(int place, List<Windows> windows) {
    return windows.contains(of(place).windows()) && random.nextBoolean()
        ? place
        : window(place, windowing(pick(windows)));
  }

  /** Returns a collection that can be grouped with another. */
  private int alike(int place) {
    int other = peek();
    boolean fits = of(other).goesWith(of(place)) && merged(other) == merged(place);
    return fits ? other : window(other, of(place), merged(place));
  }

  private int early(int place) {
    return add(Operator.EARLY, List.of(place), null);
  }

  private Windowing windowing(Windows windows) {
    boolean sessions = windows == Windows.SESSIONS;
    boolean usual = sessions || random.nextInt(3) > 0;
    return new Windowing(
        windows,
        usual ? Firing.DEFAULT : pick(List.of(Firing.values())),
        pick(List.of(Stamp.values())),
        // Distinct takes no sessions with lateness.
        sessions ? 0 : random.nextInt(MAX_LATENESS_MILLIS),
        random.nextBoolean());
  }

  private int window(int place, Windowing windowing, boolean merged) {
    int windowed = window(place, windowing);
    // Windows are merged by grouping.
    return merged ? add(Operator.SUM_PER_KEY, List.of(windowed), null) : windowed;
  }

  private int window(int place, Windowing windowing) {
    return add(Operator.WINDOW, List.of(fit(place, windowing.windows())), windowing);
  }

  /** Returns a collection all elements of which fit into a kind of windows. */
  private int fit(int place, Windows windows) {
    return switch (windows) {
      // Months at the end of time would end behind it.
      case MONTHS -> inTime(place);
      // These end with the global window at the latest. An element may be stamped later, at the end
      // of a sliding window, say; event time may have passed its window before it comes then, so
      // that some runners have it and some drop it as late.
      case GLOBAL, FIXED -> hasPastEnd(place) ? early(place) : place;
      default -> place;
    };
  }

  private boolean hasPastEnd(int place) {
    return tables.get(place).stream()
        .flatMap(table -> table.rows().stream())
        .anyMatch(row -> row.time() > Span.GLOBAL.last());
  }

  private int inTime(int place) {
    return early(
        add(
            Operator.WINDOW,
            List.of(place),
            new Windowing(Windows.FIXED, Firing.DEFAULT, Stamp.END, 0, false)));
  }

  /** Adds a step and returns its last output. */
  private int add(Operator operator, List<Integer> inputs, @Nullable Windowing windowing) {
    Step step = new Step(operator, inputs, random.nextInt(NUMBERS), windowing);
    steps.add(step);
    int first = tables.size();
    for (int i = 0; i < operator.outputs(); i++) {
      tables.add(new ArrayList<>());
    }
    for (int epoch = 0; epoch < epochs; epoch++) {
      List<Table> now = new ArrayList<>();
      for (int input : inputs) {
        now.add(tables.get(input).get(epoch));
      }
      List<Table> made = Evaluator.outputs(step, now);
      for (int i = 0; i < made.size(); i++) {
        tables.get(first + i).add(made.get(i));
      }
    }
    return tables.size() - 1;
  }
}
