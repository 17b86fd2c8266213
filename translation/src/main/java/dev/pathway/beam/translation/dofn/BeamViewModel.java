// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.ViewModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.translation.coder.CoderCodec;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.coder.OneKey;
import dev.pathway.beam.translation.compat.ViewInternals;
import dev.pathway.beam.translation.window.BeamWindows;
import dev.pathway.beam.translation.window.NumberedPanes;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Materializations;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.jspecify.annotations.Nullable;

/** A side input's rows, indexed as its view asks for: by window, or by window and key. */
public final class BeamViewModel implements ViewModel {
  private static final long serialVersionUID = 1L;

  private final WindowModel windows;
  private final Coder<?> coder;
  private final @Nullable KeyModel keys;
  private final Form form;
  private final @Nullable NumberedPanes numbered;

  /** What a row is. */
  public enum Form {
    /** One element. */
    ELEMENT,
    /** A pane of elements, as the value of a KV. */
    PANE,
    /**
     * A pane of elements, each with the number of the pane that it came in, as the value of a KV.
     */
    NUMBERED_PANE
  }

  /**
   * Creates a model.
   *
   * @param view the view
   * @param coder the coder of its elements
   * @param windowing their windowing
   * @param form what a row is
   */
  public BeamViewModel(
      PCollectionView<?> view, Coder<?> coder, WindowingStrategy<?, ?> windowing, Form form) {
    this.form = form;
    numbered = form == Form.NUMBERED_PANE ? new NumberedPanes(uniqueKeys(view, coder)) : null;
    windows = BeamWindows.of(windowing);
    this.coder = coder;
    keys = isMultimap(view) ? KvKeys.of((KvCoder<?, ?>) coder) : null;
  }

  /** Returns whether a view is read by key. */
  private static boolean isMultimap(PCollectionView<?> view) {
    return ViewInternals.materialization(view)
        .equals(Materializations.MULTIMAP_MATERIALIZATION_URN);
  }

  /**
   * Returns the keys of which a view has one value each; one key of all if it has but one value.
   */
  public static KeyModel uniqueKeys(PCollectionView<?> view, Coder<?> coder) {
    return ViewInternals.isMap(view) ? KvKeys.of((KvCoder<?, ?>) coder) : new OneKey(coder);
  }

  @Override
  public WindowModel windows() {
    return windows;
  }

  @Override
  public Iterable<?> values(@Nullable Object row) {
    if (form == Form.ELEMENT || !(row instanceof KV<?, ?> pane)) {
      return ViewModel.super.values(row);
    }
    Iterable<?> values = (Iterable<?>) pane.getValue();
    return numbered == null ? values : numbered.latest(values);
  }

  @Override
  public @Nullable KeyModel keys() {
    return keys;
  }

  @Override
  public Codec<Object> valueCodec() {
    return CoderCodec.of(coder);
  }
}
