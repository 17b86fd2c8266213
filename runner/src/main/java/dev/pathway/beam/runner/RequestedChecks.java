// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.errors.OnElementError;
import java.util.Set;

/**
 * Which checks of user code a run asks for. They are off unless an option was set: its default is
 * that of DirectRunner's option of the same name, on, as {@link PathwayPipelineOptions} explains.
 */
final class RequestedChecks {
  private RequestedChecks() {}

  /** Returns the checks. */
  static Checks of(PathwayPipelineOptions options) {
    Set<String> set = SetOptions.names(options);
    // A default that was asked for would be written like a value that was set.
    return new Checks(
        set.contains("enforceImmutability") && options.isEnforceImmutability(),
        set.contains("enforceEncodability") && options.isEnforceEncodability(),
        OnElementError.parse(options.getOnElementError()));
  }
}
