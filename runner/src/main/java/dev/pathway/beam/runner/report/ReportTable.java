// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.report;

import java.util.Locale;

/** A report as a table for people. */
final class ReportTable {
  private static final String HEADINGS = "%n  %13s %11s %11s %11s %13s %15s %9s  %s";
  private static final String STAGE = "%n  %,13d %,+11d %,11d %,11d %,13d %,15d %,9.1f  %s: %s";

  private ReportTable() {}

  static String of(EpochReport report) {
    StringBuilder text = new StringBuilder();
    append(
        text,
        "Epoch %,d of '%s' took %,.3f s; its state has %,d bytes",
        report.epoch(),
        report.job(),
        report.millis() / 1e3,
        report.stateBytes());
    append(
        text,
        HEADINGS,
        "READ",
        "INSERTED",
        "DELETED",
        "RECOMPUTED",
        "REUSED",
        "STATE BYTES",
        "CPU MS",
        "STAGE");
    long others = 0;
    for (StageReport stage : report.stages()) {
      if (stage.whole()) {
        continue;
      }
      if (stage.inserted() == 0 && stage.deleted() == 0 && stage.recomputed() == 0) {
        others++;
      } else {
        append(
            text,
            STAGE,
            stage.read(),
            stage.inserted(),
            -stage.deleted(),
            stage.recomputed(),
            stage.reused(),
            stage.stateBytes(),
            stage.cpuMillis(),
            stage.name(),
            stage.why());
      }
    }
    if (others > 0) {
      append(text, "%n  %,d more found nothing changed", others);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }
}
