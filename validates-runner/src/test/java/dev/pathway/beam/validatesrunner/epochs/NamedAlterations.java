// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.epochs;

import dev.pathway.beam.validatesrunner.ListFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the first epochs of some tests run on, because their code can do with nothing else. */
final class NamedAlterations {
  private static final String FILE = "/alterations.txt";
  private static final int CELLS = 4;

  private final Map<String, List<Alteration>> byTest;

  private NamedAlterations(Map<String, List<Alteration>> byTest) {
    this.byTest = byTest;
  }

  /** Reads the list: Class#method, what the first and second epoch run on, and why. */
  static NamedAlterations read() {
    Map<String, List<Alteration>> byTest = new HashMap<>();
    for (String line : ListFile.lines(FILE)) {
      String[] cells = line.split("\\s+", CELLS);
      if (cells.length < CELLS) {
        throw new IllegalArgumentException("Give a reason in " + FILE + ": " + line);
      }
      byTest.put(
          cells[0].replaceAll("^.*\\.", "").replace('#', '-'),
          List.of(Alteration.valueOf(cells[1]), Alteration.valueOf(cells[2])));
    }
    return new NamedAlterations(byTest);
  }

  /** Returns whether a test, given as Beam names its pipeline, is listed. */
  boolean has(String test) {
    return byTest.containsKey(test);
  }

  /** Returns what an epoch of a test may run on, the boldest first. */
  List<Alteration> of(String test, int epoch) {
    List<Alteration> named = byTest.get(test);
    return named == null ? Alteration.ofEpoch(epoch) : List.of(named.get(epoch - 1));
  }
}
