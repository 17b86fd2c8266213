// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

/** What a step can do. Every collection is of pairs, so that any step can follow any other. */
public enum Operator {
  // One element at a time.
  MIX,
  REPEAT,
  LOOK_AT_WINDOW,
  KEYS,
  VALUES,
  SWAP,
  MAP_ELEMENTS,
  FLAT_MAP_ELEMENTS,
  FILTER,
  REGEX,
  SPLITTABLE,
  AT_BUNDLE_END,
  RESHUFFLE,
  EARLY,
  LATER,
  SELECT,
  ROW_FILTER,
  ROW_FIELDS,
  CONVERT,
  // Several outputs or inputs.
  SPLIT(2),
  PARTITION(3),
  FLATTEN(1, Needs.ALIKE),
  WINDOW,
  // By key.
  GROUP_BY_KEY,
  GROUPED_VALUES,
  SUM_PER_KEY,
  MIN_PER_KEY,
  MAX_PER_KEY,
  MEAN_PER_KEY,
  COUNT_PER_KEY,
  COUNT_PER_ELEMENT,
  TOP_PER_KEY,
  SAMPLE_PER_KEY,
  LATEST_PER_KEY,
  QUANTILES_PER_KEY,
  TALLY_PER_KEY,
  MAX_OR_NULL_PER_KEY,
  HOT_KEYS,
  DISTINCT,
  DISTINCT_KEYS,
  ROW_GROUP,
  // Over all elements of a window.
  SUM_GLOBALLY,
  FANOUT_GLOBALLY,
  TALLY_GLOBALLY,
  TOP_GLOBALLY,
  SAMPLE_ANY,
  // Over all elements, or none.
  SUM_WITH_DEFAULT(1, Needs.GLOBAL),
  FANOUT_WITH_DEFAULT(1, Needs.GLOBAL),
  TALLY_WITH_DEFAULT(1, Needs.GLOBAL),
  MAX_OR_NULL_WITH_DEFAULT(1, Needs.GLOBAL),
  COUNT_GLOBALLY(1, Needs.GLOBAL),
  MAX_GLOBALLY(1, Needs.GLOBAL),
  MEAN_GLOBALLY(1, Needs.GLOBAL),
  LATEST_GLOBALLY(1, Needs.GLOBAL),
  SAMPLE_GLOBALLY(1, Needs.GLOBAL),
  QUANTILES_GLOBALLY(1, Needs.GLOBAL),
  // Joins.
  CO_GROUP_BY_KEY(1, Needs.ANOTHER_ALIKE),
  INNER_JOIN(1, Needs.ANOTHER_ALIKE),
  LEFT_JOIN(1, Needs.ANOTHER_ALIKE),
  RIGHT_JOIN(1, Needs.ANOTHER_ALIKE),
  FULL_JOIN(1, Needs.ANOTHER_ALIKE),
  ROW_CO_GROUP(1, Needs.ANOTHER_ALIKE),
  ROW_JOIN(1, Needs.ANOTHER_ALIKE),
  // Beam SQL.
  SQL_SELECT,
  SQL_DISTINCT,
  SQL_GROUP,
  SQL_SETS(1, Needs.ANOTHER_ALIKE),
  SQL_JOIN(1, Needs.ANOTHER_ALIKE),
  // Side inputs.
  COMBINED_VIEW(1, Needs.SIDE_INPUT),
  SINGLETON_VIEW(1, Needs.SIDE_INPUT),
  ITERABLE_VIEW(1, Needs.SIDE_INPUT),
  LIST_VIEW(1, Needs.SIDE_INPUT),
  MAP_VIEW(1, Needs.SIDE_INPUT),
  MULTIMAP_VIEW(1, Needs.SIDE_INPUT),
  COMBINE_WITH_VIEW(1, Needs.SIDE_INPUT),
  // State and timers.
  VALUE_STATE(1, Needs.STATE),
  BAG_STATE(1, Needs.STATE),
  COMBINING_STATE(1, Needs.STATE),
  MAP_STATE(1, Needs.STATE),
  SET_STATE(1, Needs.STATE),
  ORDERED_LIST_STATE(1, Needs.STATE),
  TIMER_AT_END(1, Needs.STATE),
  TIMER_FAMILY(1, Needs.STATE),
  TIMER_LOOP(1, Needs.STATE),
  TIME_SORTED(1, Needs.STATE),
  STATE_AT_BUNDLE_END(1, Needs.STATE),
  STATE_WITH_VIEW(1, Needs.STATE_AND_SIDE_INPUT),
  BATCHES(2, Needs.TIMERS_IN_WINDOWS);

  /** What is asked of the inputs. */
  enum Needs {
    /** Nothing. */
    NOTHING,
    /** All of time as one window. */
    GLOBAL,
    /** Some more inputs in the same windows. */
    ALIKE,
    /** A second input in the same windows. */
    ANOTHER_ALIKE,
    /** A second input, to be read as a side input. */
    SIDE_INPUT,
    /** Windows that do not merge. */
    STATE,
    /** Both of the former. */
    STATE_AND_SIDE_INPUT,
    /** Windows that do not merge and end. */
    TIMERS_IN_WINDOWS
  }

  private final int outputs;
  private final Needs needs;

  Operator() {
    this(1);
  }

  Operator(int outputs) {
    this(outputs, Needs.NOTHING);
  }

  Operator(int outputs, Needs needs) {
    this.outputs = outputs;
    this.needs = needs;
  }

  /** Returns whether it is a query, which takes long to plan. */
  boolean isQuery() {
    return name().startsWith("SQL_");
  }

  /** Returns how many collections it puts out. */
  public int outputs() {
    return outputs;
  }

  Needs needs() {
    return needs;
  }
}
