// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a running job tells about itself.
 *
 * @param id unique for each run
 * @param name what the user called it, without control characters; several jobs may have one name
 * @param state {@code RUNNING}, {@code DRAINING} or {@code CANCELLING}
 * @param streaming whether it runs until it is told to end, as opposed to a batch job
 * @param since when it started
 */
public record JobStatus(String id, String name, String state, boolean streaming, Instant since) {
  private static final String SEPARATOR = "\t";
  private static final String STREAMING = "streaming";
  private static final String BATCH = "batch";
  private static final int FIELDS = 5;

  /** They would be mistaken for separators, or change what a terminal shows. */
  private static final Pattern CONTROL_CHARACTERS = Pattern.compile("\\p{Cntrl}+");

  /** Creates a status. */
  public JobStatus {
    Objects.requireNonNull(since, "since");
    id = printable(id);
    name = printable(name);
    state = printable(state);
  }

  private static String printable(String text) {
    return CONTROL_CHARACTERS.matcher(text).replaceAll(" ");
  }

  /** Returns {@code streaming} or {@code batch}. */
  public String kind() {
    return streaming ? STREAMING : BATCH;
  }

  /** Returns the status as a line of the protocol. */
  String line() {
    return String.join(SEPARATOR, id, state, kind(), since.toString(), name);
  }

  /**
   * Returns the status that a line of the protocol stands for.
   *
   * @throws IllegalArgumentException if it stands for none
   */
  static JobStatus parse(String line) {
    String[] fields = line.split(SEPARATOR, FIELDS);
    if (fields.length < FIELDS) {
      throw new IllegalArgumentException("not the status of a job: '" + printable(line) + "'");
    }
    return new JobStatus(
        fields[0], fields[4], fields[1], fields[2].equals(STREAMING), Instant.parse(fields[3]));
  }
}
