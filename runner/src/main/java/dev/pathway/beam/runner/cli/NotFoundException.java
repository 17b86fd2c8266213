// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

/** A command that names something that is not there, or more than one thing. */
final class NotFoundException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; the message says what there is instead. */
  NotFoundException(String message) {
    super(message);
  }
}
