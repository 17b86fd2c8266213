// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

/**
 * Why a transform cannot run.
 *
 * @param transform its full name
 * @param urn its URN, or its class where it has none
 * @param reason why, as the end of a sentence that begins with the transform
 */
public record Problem(String transform, String urn, String reason) {
  /** The reason why a primitive cannot run that has no translator. */
  public static final String UNKNOWN = "is a primitive transform that is not supported yet";

  @Override
  public String toString() {
    return "'" + transform + "' (" + urn + ") " + reason;
  }
}
