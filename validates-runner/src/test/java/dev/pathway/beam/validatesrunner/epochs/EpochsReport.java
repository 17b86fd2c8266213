// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.epochs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What the epochs of a pipeline ran on before the last, as a line of the file that the system
 * property {@value #FILE} names: the test, alterations that were run, and those that the test's
 * code or the job refused, with the message.
 */
final class EpochsReport {
  static final String FILE = "vr.epochs";

  private final String test;
  private final List<Alteration> epochs = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  EpochsReport(String test) {
    this.test = test;
  }

  /** Notes on what an epoch ran. */
  void ran(Alteration alteration) {
    epochs.add(alteration);
  }

  /** Notes on what an epoch could not run. */
  void refused(Alteration alteration, RuntimeException failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    refused.add(alteration + ": " + message);
  }

  /** Writes the line, once the last epoch has run well. */
  void write() {
    String file = System.getProperty(FILE, "");
    if (file.isEmpty()) {
      return;
    }
    List<String> cells = new ArrayList<>(List.of(test, epochs.toString()));
    cells.addAll(refused);
    try {
      Files.writeString(
          Path.of(file),
          String.join("\t", cells) + "\n",
          UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
