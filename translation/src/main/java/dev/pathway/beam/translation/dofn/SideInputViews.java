// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.translation.compat.ViewInternals;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.core.SideInputReader;
import org.apache.beam.sdk.transforms.Materializations;
import org.apache.beam.sdk.transforms.Materializations.IterableView;
import org.apache.beam.sdk.transforms.Materializations.MultimapView;
import org.apache.beam.sdk.transforms.ViewFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.jspecify.annotations.Nullable;

/**
 * Side inputs of one step, read from the engine's views; what a view function made is kept for
 * recent windows.
 */
final class SideInputViews implements SideInputReader {
  private static final int WINDOWS_KEPT = 8;

  private final StepContext context;
  private final Map<TupleTag<?>, Integer> indexes = new HashMap<>();
  private final Map<Key, @Nullable Object> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, @Nullable Object> eldest) {
          return size() > WINDOWS_KEPT * indexes.size();
        }
      };

  private record Key(int index, BoundedWindow window) {}

  SideInputViews(List<PCollectionView<?>> views, StepContext context) {
    this.context = context;
    for (int i = 0; i < views.size(); i++) {
      indexes.put(ViewInternals.tag(views.get(i)), i);
    }
  }

  @Override
  @SuppressWarnings({
    "unchecked",
    "NullAway"
  }) // a view function makes the view's type, null allowed
  public <T> T get(PCollectionView<T> view, BoundedWindow window) {
    Integer index = indexes.get(ViewInternals.tag(view));
    if (index == null) {
      throw new IllegalArgumentException(
          "'" + context.name() + "' does not declare the side input " + view);
    }
    Key key = new Key(index, window);
    Object value = recent.get(key);
    if (value == null && !recent.containsKey(key)) {
      value = make(view, context.view(index), window);
      recent.put(key, value);
    }
    return (T) value;
  }

  private static @Nullable Object make(PCollectionView<?> view, View rows, BoundedWindow window) {
    @SuppressWarnings("unchecked") // the materialisation below is the one the function names
    ViewFn<Object, Object> fn = (ViewFn<Object, Object>) (ViewFn<?, ?>) ViewInternals.fn(view);
    String urn = fn.getMaterialization().getUrn();
    return switch (urn) {
      case Materializations.ITERABLE_MATERIALIZATION_URN ->
          fn.apply((IterableView<@Nullable Object>) () -> rows.values(window));
      case Materializations.MULTIMAP_MATERIALIZATION_URN -> fn.apply(new Multimap(rows, window));
      default ->
          throw new IllegalStateException("a view of an unknown kind was not refused: " + urn);
    };
  }

  private record Multimap(View rows, BoundedWindow window)
      implements MultimapView<@Nullable Object, @Nullable Object> {
    @Override
    public Iterable<@Nullable Object> get() {
      return rows.keys(window);
    }

    @Override
    public Iterable<@Nullable Object> get(@Nullable Object key) {
      try {
        return rows.values(window, key);
      } catch (IllegalArgumentException e) {
        if (key == null) {
          // No row has a key that cannot be encoded, and a map may be asked for null.
          return List.of();
        }
        throw e;
      }
    }
  }

  @Override
  public <T> boolean contains(PCollectionView<T> view) {
    return indexes.containsKey(ViewInternals.tag(view));
  }

  @Override
  public boolean isEmpty() {
    return indexes.isEmpty();
  }
}
