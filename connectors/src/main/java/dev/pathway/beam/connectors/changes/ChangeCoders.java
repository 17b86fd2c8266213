// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import com.google.auto.service.AutoService;
import java.util.List;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviderRegistrar;
import org.apache.beam.sdk.coders.CoderProviders;

/** Tells Beam how {@link Change}s are encoded, wherever it knows the type of their elements. */
@AutoService(CoderProviderRegistrar.class)
public final class ChangeCoders implements CoderProviderRegistrar {
  @Override
  public List<CoderProvider> getCoderProviders() {
    return List.of(CoderProviders.fromStaticMethods(Change.class, ChangeCoder.class));
  }
}
