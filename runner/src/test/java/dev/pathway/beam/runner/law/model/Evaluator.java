// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What each step makes of its inputs, from scratch. */
final class Evaluator {
  private static final Pattern ENDS_BELOW_FIVE = Pattern.compile("^(-?\\d+),(-?\\d*[0-4])$");
  private static final int TICKS = 3;

  private final Step step;
  private final List<Table> inputs;
  private final Table input;

  private Evaluator(Step step, List<Table> inputs) {
    this.step = step;
    this.inputs = inputs;
    input = inputs.get(0);
  }

  /** Returns the outputs of a step. */
  static List<Table> outputs(Step step, List<Table> inputs) {
    Evaluator evaluator = new Evaluator(step, inputs);
    return switch (step.operator()) {
      case SPLIT -> evaluator.parts(row -> Math.floorMod(row.value(), 2L), 2);
      case PARTITION -> evaluator.parts(row -> Math.floorMod(row.value(), 3L), 3);
      case BATCHES -> evaluator.batches();
      default -> List.of(evaluator.output());
    };
  }

  private Table output() {
    return switch (step.operator()) {
      case MIX -> input.each(this::mix);
      case REPEAT ->
          input.each(
              row ->
                  LongStream.rangeClosed(1, Math.floorMod(row.value(), 3L))
                      .mapToObj(i -> row.with(row.key(), row.value() + i))
                      .toList());
      case LOOK_AT_WINDOW ->
          each(row -> row.with(row.key(), Numbers.bound(row.value() + row.span().last())));
      case KEYS -> each(row -> row.with(Math.floorMod(row.key(), 2), row.key()));
      case VALUES -> each(row -> row.with((int) Math.floorMod(row.value(), 3L), row.value()));
      case SWAP -> each(row -> row.with((int) Math.floorMod(row.value(), 4L), row.key()));
      case MAP_ELEMENTS ->
          each(row -> row.with(row.key(), Numbers.bound(row.value() * 3 + step.number())));
      case FLAT_MAP_ELEMENTS ->
          input.each(
              row ->
                  row.value() % 2 == 0
                      ? List.of(row, row.with(row.key(), row.value() + 1))
                      : List.of());
      case FILTER, ROW_FILTER -> input.each(row -> only(row, row.value() > step.number()));
      case REGEX -> input.each(Evaluator::match);
      case SPLITTABLE ->
          input.each(
              row ->
                  LongStream.range(0, Math.floorMod(row.value(), 4L))
                      .mapToObj(i -> row.with(row.key(), row.value() + i * step.number()))
                      .toList());
      case AT_BUNDLE_END ->
          each(row -> new Row(row.key(), row.value() + 1, row.time(), row.span(), false));
      case RESHUFFLE -> input;
      case EARLY -> input.each(row -> only(row, row.span().isEarly(row.time())));
      case LATER -> each(this::later);
      case SELECT -> each(row -> row.with((int) Math.floorMod(row.value(), 2L), row.value()));
      case ROW_FIELDS -> each(row -> row.with(row.key(), row.value() + 7));
      case CONVERT -> each(row -> row.with(row.key(), Numbers.bound(row.value() * 2)));
      case FLATTEN -> input.of(inputs.stream().map(Table::rows).flatMap(List::stream).toList());
      case WINDOW -> window();
      case GROUP_BY_KEY -> perKey(Numbers::digest);
      case GROUPED_VALUES, SUM_PER_KEY, HOT_KEYS -> perKey(Aggregates::sum);
      case MIN_PER_KEY -> perKey(Collections::min);
      case MAX_PER_KEY -> perKey(Collections::max);
      case MEAN_PER_KEY -> perKey(Aggregates::mean);
      case COUNT_PER_KEY -> perKey(List::size);
      case COUNT_PER_ELEMENT ->
          grouped(
              row -> List.of((long) row.key(), row.value()),
              group -> fired(group, Numbers.mix(group.key().get(1), group.rows().size())));
      case TOP_PER_KEY -> perKey(values -> Aggregates.top(values, step.variant(2) == 0));
      case SAMPLE_PER_KEY -> perKey(values -> Aggregates.sample(values, 1 + step.variant(6)));
      case LATEST_PER_KEY -> grouped(Row::key, group -> group.fired(group.key(), latest(group)));
      case QUANTILES_PER_KEY -> perKey(Aggregates::ends);
      case TALLY_PER_KEY -> perKey(Aggregates::tally);
      case MAX_OR_NULL_PER_KEY -> perKey(Aggregates::maxOrMinusOne);
      case DISTINCT ->
          grouped(
              row -> List.of((long) row.key(), row.value()),
              group -> fired(group, group.key().get(1)));
      case DISTINCT_KEYS -> perKey(values -> 1);
      case ROW_GROUP ->
          perKey(
              values ->
                  step.variant(2) == 0
                      ? Numbers.mix(Aggregates.sum(values), Collections.max(values))
                      : Numbers.digest(values));
      case SUM_GLOBALLY, FANOUT_GLOBALLY -> globally(Aggregates::sum);
      case TALLY_GLOBALLY -> globally(Aggregates::tally);
      case TOP_GLOBALLY -> globally(values -> Aggregates.top(values, false));
      case SAMPLE_ANY -> sampleAny();
      case SUM_WITH_DEFAULT, FANOUT_WITH_DEFAULT -> withDefault(Aggregates::sum);
      case TALLY_WITH_DEFAULT -> withDefault(Aggregates::tally);
      case MAX_OR_NULL_WITH_DEFAULT, MAX_GLOBALLY -> withDefault(Aggregates::maxOrMinusOne);
      case COUNT_GLOBALLY -> withDefault(List::size);
      case MEAN_GLOBALLY -> withDefault(Aggregates::mean);
      case LATEST_GLOBALLY ->
          orDefault(grouped(row -> 0, group -> group.fired(0, latest(group))), -1);
      case SAMPLE_GLOBALLY -> withDefault(values -> Aggregates.sample(values, 1 + step.variant(6)));
      case QUANTILES_GLOBALLY -> withDefault(Aggregates::ends);
      case CO_GROUP_BY_KEY, INNER_JOIN, LEFT_JOIN, RIGHT_JOIN, FULL_JOIN, ROW_CO_GROUP, ROW_JOIN ->
          Joins.output(step, inputs);
      case SQL_SELECT, SQL_DISTINCT, SQL_GROUP, SQL_SETS, SQL_JOIN -> Queries.output(step, inputs);
      case COMBINED_VIEW,
          SINGLETON_VIEW,
          ITERABLE_VIEW,
          LIST_VIEW,
          MAP_VIEW,
          MULTIMAP_VIEW,
          COMBINE_WITH_VIEW,
          STATE_WITH_VIEW ->
          SideInputs.output(step, inputs);
      case VALUE_STATE -> gathered(rows -> Numbers.mix(rows.size(), Collections.max(values(rows))));
      case BAG_STATE, TIMER_AT_END -> gathered(rows -> Numbers.digest(values(rows)));
      case COMBINING_STATE -> gathered(rows -> Aggregates.tally(values(rows)));
      case MAP_STATE -> gathered(rows -> Aggregates.counts(values(rows)));
      case SET_STATE -> gathered(rows -> Aggregates.different(values(rows)));
      case ORDERED_LIST_STATE -> gathered(Aggregates::ranks);
      case TIMER_FAMILY -> slots();
      case TIMER_LOOP -> ticks();
      case TIME_SORTED -> sorted();
      case STATE_AT_BUNDLE_END -> ordinals();
      case SPLIT, PARTITION, BATCHES -> throw new IllegalStateException(step + " has outputs");
    };
  }

  private Table each(Function<Row, Row> function) {
    return input.each(row -> List.of(function.apply(row)));
  }

  private static List<Row> only(Row row, boolean kept) {
    return kept ? List.of(row) : List.of();
  }

  private static List<Long> values(List<Row> rows) {
    return rows.stream().map(Row::value).toList();
  }

  private static Row fired(Group<List<Long>> group, long value) {
    return group.fired(group.key().get(0).intValue(), value);
  }

  private static long latest(Group<Integer> group) {
    return Numbers.bound(group.rows().stream().mapToLong(Row::time).max().orElseThrow());
  }

  private List<Row> mix(Row row) {
    long value = Numbers.bound(row.value() * (1 + step.variant(4)) + row.key());
    return only(row.with((int) (value % 5) - 1, value), value % 7 != 0);
  }

  private static List<Row> match(Row row) {
    Matcher matcher = ENDS_BELOW_FIVE.matcher(row.key() + "," + row.value());
    return matcher.find()
        ? List.of(row.with(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : List.of();
  }

  private Row later(Row row) {
    return new Row(
        row.key(),
        row.value(),
        row.time() > Span.SOME_TIME ? row.time() : row.time() + step.variant(60) * Windows.UNIT,
        row.span(),
        row.onTime());
  }

  private List<Table> parts(ToLongFunction<Row> part, int parts) {
    return LongStream.range(0, parts)
        .mapToObj(i -> input.each(row -> only(row, part.applyAsLong(row) == i)))
        .toList();
  }

  private Table window() {
    Windowing into = step.into();
    List<Row> rows = new ArrayList<>();
    for (Row row : input.rows()) {
      for (Span span : into.windows().of(row.time())) {
        rows.add(new Row(row.key(), row.value(), row.time(), span, row.onTime()));
      }
    }
    return new Table(rows, into, false);
  }

  private <K> Table grouped(Function<Row, K> key, Function<Group<K>, Row> output) {
    return input.grouped(Group.of(input, key).stream().map(output).toList());
  }

  private Table perKey(ToLongFunction<List<Long>> number) {
    return grouped(Row::key, group -> group.fired(group.key(), number.applyAsLong(group.values())));
  }

  private Table globally(ToLongFunction<List<Long>> number) {
    return grouped(row -> 0, group -> group.fired(0, number.applyAsLong(group.values())));
  }

  private Table withDefault(ToLongFunction<List<Long>> number) {
    return orDefault(globally(number), number.applyAsLong(List.of()));
  }

  private static Table orDefault(Table table, long value) {
    return table.rows().isEmpty()
        ? table.of(List.of(new Row(0, value, Span.FIRST_TIME, Span.GLOBAL, false)))
        : table;
  }

  private Table sampleAny() {
    return input.grouped(
        Group.of(input, row -> 0).stream()
            .flatMap(
                group ->
                    Collections.nCopies(
                        Math.min(group.rows().size(), 1 + step.variant(6)), group.fired(0, 1))
                        .stream())
            .toList());
  }

  private Table gathered(ToLongFunction<List<Row>> number) {
    return input.of(
        Group.unmerged(input, Row::key).stream()
            .map(group -> group.expired(group.key(), number.applyAsLong(group.rows())))
            .toList());
  }

  private <K> Table putOut(Function<Row, K> key, Function<Group<K>, Stream<Row>> outputs) {
    return input.of(Group.unmerged(input, key).stream().flatMap(outputs).toList());
  }

  /** A timer for each stretch of time, which counts the elements in it. */
  private Table slots() {
    return putOut(
        row -> List.of((long) row.key(), slotEnd(row)),
        group ->
            Stream.of(
                new Row(
                    group.key().get(0).intValue(),
                    group.rows().size(),
                    group.key().get(1),
                    group.span(),
                    false)));
  }

  private static long slotEnd(Row row) {
    long end = (Math.floorDiv(row.time(), Windows.GAP) + 1) * Windows.GAP;
    return Math.min(end, row.span().last());
  }

  private Table ticks() {
    return putOut(
        Row::key,
        group ->
            LongStream.rangeClosed(1, TICKS)
                .mapToObj(
                    tick ->
                        new Row(
                            group.key(),
                            tick,
                            group.span().last() - (TICKS - tick) * Windows.UNIT,
                            group.span(),
                            false)));
  }

  private Table sorted() {
    return putOut(
        Row::key,
        group -> {
          List<Long> times = Aggregates.times(group.rows());
          return group.rows().stream()
              .map(row -> row.with(row.key(), Collections.binarySearch(times, row.time())));
        });
  }

  private Table ordinals() {
    return putOut(
        Row::key,
        group ->
            LongStream.rangeClosed(1, group.rows().size())
                .mapToObj(i -> group.expired(group.key(), i)));
  }

  private List<Table> batches() {
    int size = 1 + step.variant(5);
    // Both are grouped behind the batches, with timestamps at the ends of windows.
    Table sizes =
        grouped(
            Row::key,
            group ->
                atEnd(
                    group.key(),
                    Numbers.digest(Aggregates.batches(group.rows().size(), size)),
                    group.span()));
    Table contents =
        grouped(
            Row::key, group -> atEnd(group.key(), Numbers.digest(group.values()), group.span()));
    return List.of(sizes, contents);
  }

  private static Row atEnd(int key, long value, Span span) {
    return new Row(key, value, span.last(), span, true);
  }
}
