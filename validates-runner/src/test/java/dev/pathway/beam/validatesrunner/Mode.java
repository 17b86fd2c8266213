// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the suite is run here. */
enum Mode {
  /** As users run pipelines by default. */
  DEFAULT("PathwayRunner", List.of(UnsupportedList.read())),
  /** Bounded pipelines as streams, too. */
  STREAMING("`--streaming`", List.of(UnsupportedList.read())),
  /** Pipelines as epochs of an incremental job. */
  INCREMENTAL(
      "`--incremental`", List.of(UnsupportedList.read(), UnsupportedList.readIncremental()));

  private final String title;
  private final List<UnsupportedList> leftOut;

  Mode(String title, List<UnsupportedList> leftOut) {
    this.title = title;
    this.leftOut = leftOut;
  }

  /** Returns the heading of its column. */
  String title() {
    return title;
  }

  /** Returns the place of its column in the table of categories, the category's being 0. */
  int column() {
    return ordinal() + 2;
  }

  /** Returns the name of the property that names the folder of its reports. */
  String property() {
    return "capabilities." + name().toLowerCase(Locale.ROOT);
  }

  /** Returns the lines that say what it leaves out. */
  List<UnsupportedList.Entry> leftOut() {
    List<UnsupportedList.Entry> entries = new ArrayList<>();
    leftOut.forEach(list -> entries.addAll(list.entries()));
    return entries;
  }

  /** Returns those of a suite's tests that it runs. */
  Suite of(Suite runnable) {
    return runnable.where(
        test -> leftOut.stream().allMatch(list -> list.entry(test.descriptor()).isEmpty()));
  }
}
