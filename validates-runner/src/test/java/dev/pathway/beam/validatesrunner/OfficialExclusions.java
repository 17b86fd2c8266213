// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.util.ArrayList;
import java.util.List;

/** Reads what the builds of Beam's other runners leave out of the suite. */
final class OfficialExclusions {
  private static final String FILE = "/official-exclusions.txt";

  private final List<RunnerExclusions> runners = new ArrayList<>();
  private final List<String> categories = new ArrayList<>();
  private final List<String> tests = new ArrayList<>();
  private String runner = "";
  private String task = "";
  private String file = "";
  private String version = "";
  private String age = "";
  private boolean scansRunnersCore;

  private OfficialExclusions() {}

  /** Reads the file: the runners in its order. */
  static List<RunnerExclusions> read() {
    OfficialExclusions reader = new OfficialExclusions();
    ListFile.lines(FILE).forEach(reader::add);
    reader.endRunner();
    return List.copyOf(reader.runners);
  }

  private void add(String line) {
    String[] words = line.split("\\s+", 2);
    String value = words[1];
    switch (words[0]) {
      case "runner" -> {
        endRunner();
        runner = value;
      }
      case "task" -> task = value;
      case "source" -> {
        String[] source = value.split(" ", 2);
        file = source[0];
        version = source[1];
      }
      case "age" -> age = value;
      case "scans" -> scansRunnersCore = true;
      case "category" -> categories.add(value);
      case "test" -> tests.add(value);
      default -> throw new IllegalArgumentException("What is this in " + FILE + ": " + line);
    }
  }

  private void endRunner() {
    if (!runner.isEmpty()) {
      runners.add(
          new RunnerExclusions(
              runner, task, file, version, age, scansRunnersCore, categories, tests));
    }
    categories.clear();
    tests.clear();
    scansRunnersCore = false;
  }
}
