// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/** What the suite leaves out, in every mode or in the incremental one. */
record UnsupportedList(List<Entry> entries) {
  private static final String FILE = "/unsupported.txt";
  private static final String INCREMENTAL_FILE = "/not-incremental.txt";

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

  /** Reads the list for every mode. */
  static UnsupportedList read() {
    return of(FILE);
  }

  /** Reads the list of what the incremental mode leaves out beside. */
  static UnsupportedList readIncremental() {
    return of(INCREMENTAL_FILE);
  }

  private static UnsupportedList of(String file) {
    return new UnsupportedList(
        ListFile.lines(file).stream().map(line -> entry(line, file)).toList());
  }

  private static Entry entry(String line, String file) {
    String[] words = line.split("\\s+", 2);
    if (words.length < 2) {
      throw new IllegalArgumentException("Give a reason in " + file + ": " + line);
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
