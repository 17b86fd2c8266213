// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A view that holds nothing. */
public final class EmptyView implements View {
  @Override
  public Iterable<@Nullable Object> values(Object window) {
    return List.of();
  }

  @Override
  public Iterable<@Nullable Object> values(Object window, @Nullable Object key) {
    return List.of();
  }

  @Override
  public Iterable<@Nullable Object> keys(Object window) {
    return List.of();
  }
}
