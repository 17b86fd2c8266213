// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/** The one list of what the suite leaves out. */
record UnsupportedList(List<Entry> entries) {
  private static final String FILE = "/unsupported.txt";

  /**
   * A line of the list.
   *
   * @param what a category's simple name, or a test as Class#method
   * @param reason why it is left out
   */
  record Entry(String what, String reason) {
    boolean isCategory() {
      return !what.contains("#");
    }

    String category() {
      return Suite.CATEGORY_PACKAGE + what;
    }

    boolean leavesOut(TestDescriptor test) {
      return isCategory()
          ? test.getTags().stream().anyMatch(tag -> tag.getName().equals(category()))
          : name(test).filter(what::equals).isPresent();
    }
  }

  UnsupportedList {
    entries = List.copyOf(entries);
  }

  /** Reads the list. */
  static UnsupportedList read() {
    return new UnsupportedList(ListFile.lines(FILE).stream().map(UnsupportedList::entry).toList());
  }

  private static Entry entry(String line) {
    String[] words = line.split("\\s+", 2);
    if (words.length < 2) {
      throw new IllegalArgumentException("Give a reason in " + FILE + ": " + line);
    }
    return new Entry(words[0], words[1]);
  }

  /** Returns the entry that leaves out a test. */
  Optional<Entry> entry(TestDescriptor test) {
    return entries.stream().filter(entry -> entry.leavesOut(test)).findFirst();
  }

  /** Returns a test as Class#method. */
  static Optional<String> name(TestDescriptor test) {
    TestSource source = test.getSource().orElse(null);
    return source instanceof MethodSource method
        ? Optional.of(method.getClassName() + "#" + method.getMethodName())
        : Optional.empty();
  }
}
