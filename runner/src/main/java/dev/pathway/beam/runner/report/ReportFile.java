// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The file in which the report of the last epoch is found as JSON. */
public final class ReportFile {
  /** Its name, in the pipeline's state directory. */
  public static final String NAME = "report.json";

  private static final String TEMPORARY_NAME = NAME + ".tmp";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ReportFile() {}

  /**
   * Puts a report in the place of the one before; who reads the file meanwhile finds one or the
   * other.
   *
   * @param directory the state directory
   */
  public static void write(EpochReport report, Path directory) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("job", report.job());
    fields.put("epoch", report.epoch());
    fields.put("started", report.started().toString());
    fields.put("millis", report.millis());
    fields.put("stateBytes", report.stateBytes());
    fields.put("stages", report.stages());
    Path temporary = directory.resolve(TEMPORARY_NAME);
    JSON.writeValue(temporary.toFile(), fields);
    Files.move(
        temporary,
        directory.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes the report, and what a crash has left of one that was being written. */
  public static void delete(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(NAME));
    Files.deleteIfExists(directory.resolve(TEMPORARY_NAME));
  }
}
