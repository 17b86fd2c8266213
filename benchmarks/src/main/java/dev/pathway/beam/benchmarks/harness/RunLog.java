// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runs of a series, one JSON object per line, each written when its run has ended. A series
 * that was interrupted goes on from its log. Of several records of a run the last one counts.
 */
public final class RunLog {

  private final Path file;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<RunKey, RunRecord> records = new LinkedHashMap<>();

  private RunLog(Path file) {
    this.file = file;
  }

  /** Returns an empty log. An existing file is kept under the name of the time it was written. */
  public static RunLog create(Path file) throws IOException {
    if (Files.exists(file)) {
      String time =
          Files.getLastModifiedTime(file).toInstant().toString().replaceAll("[^0-9TZ]", "");
      Files.move(file, file.resolveSibling(time + "-" + file.getFileName()));
    }
    return new RunLog(file);
  }

  /** Returns the log stored in a file, or an empty one. A last line cut short is removed. */
  public static RunLog open(Path file) throws IOException {
    RunLog log = new RunLog(file);
    if (Files.exists(file)) {
      String text = Files.readString(file);
      String complete = text.substring(0, text.lastIndexOf('\n') + 1);
      if (complete.length() < text.length()) {
        Files.writeString(file, complete);
      }
      for (String line : complete.lines().toList()) {
        log.add(log.parse(line));
      }
    }
    return log;
  }

  /** Adds a record and writes it. */
  public void append(RunRecord record) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(
        file,
        (mapper.writeValueAsString(record) + "\n").getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    add(record);
  }

  /** Returns the last record of a run, if it has one. */
  public Optional<RunRecord> find(RunKey key) {
    return Optional.ofNullable(records.get(key));
  }

  /** Returns the last record of each run, in the order of their first records. */
  public List<RunRecord> records() {
    return List.copyOf(records.values());
  }

  /**
   * Checks that runs with the given settings may join this log.
   *
   * @throws IllegalArgumentException if a record has settings that do not compare
   */
  public void requireComparable(RunSettings settings) {
    for (RunRecord record : records.values()) {
      if (!record.settings().isComparableTo(settings)) {
        throw new IllegalArgumentException(
            "Cannot resume %s: its runs have %s, these %s; choose another directory with --results"
                .formatted(file, record.settings(), settings));
      }
    }
  }

  private void add(RunRecord record) {
    records.put(record.key(), record);
  }

  private RunRecord parse(String line) throws IOException {
    try {
      return mapper.readValue(line, RunRecord.class);
    } catch (JsonProcessingException e) {
      throw new IOException("Not a run record in " + file + ": " + line, e);
    }
  }
}
