// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the suite is run here. */
enum Mode {
  /** As users run pipelines by default. */
  DEFAULT("PathwayRunner", 2, false),
  /** Bounded pipelines as streams, too. */
  STREAMING("`--streaming`", 3, false),
  /** Pipelines as epochs of an incremental job. */
  INCREMENTAL("`--incremental`", 4, true);

  private final String title;
  private final int column;
  private final boolean incremental;

  Mode(String title, int column, boolean incremental) {
    this.title = title;
    this.column = column;
    this.incremental = incremental;
  }

  /** Returns the heading of its column. */
  String title() {
    return title;
  }

  /** Returns the place of its column in the table of categories, the category's being 0. */
  int column() {
    return column;
  }

  /** Returns the name of the property that names the folder of its reports. */
  String property() {
    return "capabilities." + name().toLowerCase(Locale.ROOT);
  }

  private List<UnsupportedList> lists() {
    return incremental
        ? List.of(UnsupportedList.read(), UnsupportedList.readIncremental())
        : List.of(UnsupportedList.read());
  }

  /** Returns the lines that say what it leaves out. */
  List<UnsupportedList.Entry> leftOut() {
    List<UnsupportedList.Entry> entries = new ArrayList<>();
    lists().forEach(list -> entries.addAll(list.entries()));
    return entries;
  }

  /** Returns those of a suite's tests that it runs. */
  Suite of(Suite runnable) {
    List<UnsupportedList> lists = lists();
    return runnable.where(
        test -> lists.stream().allMatch(list -> list.entry(test.descriptor()).isEmpty()));
  }
}
