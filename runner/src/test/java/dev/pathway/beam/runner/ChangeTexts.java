// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * What an epoch changes in a collection: {@code +a} for an insertion, {@code -a} for a deletion.
 */
public final class ChangeTexts extends PTransform<PCollection<String>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  @Override
  public PCollection<String> expand(PCollection<String> input) {
    return input
        .apply(Changes.of())
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(
                    (Change<String> change) ->
                        (change.isInsertion() ? "+" : "-") + change.value()));
  }
}
