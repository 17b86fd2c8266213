// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.translation.compat.ViewInternals;
import dev.pathway.beam.translation.dofn.WeighedView.Weighers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
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
 * Side inputs of one step, read from the engine's views. What a view function made is kept for
 * recent windows: for as many as come to {@link #MOST_BYTES}, and whatever their size for as many
 * as there are views. What is read lazily takes next to nothing.
 */
final class SideInputViews implements SideInputReader {
  private static final long MOST_BYTES = 8 * 1024 * 1024;

  /** What the entry of a window takes besides its value. */
  private static final long ENTRY_BYTES = 256;

  private final StepContext context;
  private final Map<TupleTag<?>, Integer> indexes = new HashMap<>();
  private final List<Weighers> weighers = new ArrayList<>();

  /** From the one that was not used for the longest time on. */
  private final Map<Key, Made> recent = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /** What a view function made of a version of a window. */
  private record Made(@Nullable Object value, long bytes, long version) {}

  private record Key(int index, BoundedWindow window) {}

  SideInputViews(List<PCollectionView<?>> views, StepContext context) {
    this.context = context;
    for (int i = 0; i < views.size(); i++) {
      indexes.put(ViewInternals.tag(views.get(i)), i);
      weighers.add(Weighers.of(ViewInternals.coder(views.get(i))));
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
    View rows = context.view(index);
    Key key = new Key(index, window);
    // Before the rows are read: what is put there meanwhile makes the value out of date.
    long version = rows.version(window);
    Made made = recent.get(key);
    if (made == null || made.version != version) {
      WeighedView weighed = new WeighedView(rows, weighers.get(index));
      Object value = make(view, weighed, window);
      Made before = made;
      made = new Made(value, ENTRY_BYTES + weighed.close(), version);
      recent.put(key, made);
      bytes += made.bytes - (before == null ? 0 : before.bytes);
      makeRoom();
    }
    return (T) made.value;
  }

  private void makeRoom() {
    Iterator<Made> eldest = recent.values().iterator();
    while (bytes > MOST_BYTES && recent.size() > indexes.size()) {
      bytes -= eldest.next().bytes;
      eldest.remove();
    }
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
