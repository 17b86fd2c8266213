// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

/** A command line that names nothing that could be run. */
public final class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; the message says what is wrong with the command line. */
  public UsageException(String message) {
    super(message);
  }
}
