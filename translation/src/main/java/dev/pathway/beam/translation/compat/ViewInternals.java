// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.ViewFn;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PCollectionViews;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowingStrategy;

/** What makes up a side input's view: there is no other way for a runner to get at it. */
@SuppressWarnings("deprecation") // "internal" is what is meant by it
public final class ViewInternals {
  private ViewInternals() {}

  /** Returns the tag by which steps refer to a view. */
  public static TupleTag<?> tag(PCollectionView<?> view) {
    return view.getTagInternal();
  }

  /** Returns the function that makes what user code reads from what the runner keeps. */
  public static <T> ViewFn<?, T> fn(PCollectionView<T> view) {
    return view.getViewFn();
  }

  /** Returns the URN of the form in which the runner keeps the view's contents. */
  public static String materialization(PCollectionView<?> view) {
    return view.getViewFn().getMaterialization().getUrn();
  }

  /** Returns whether a view is of one value in each window. */
  public static boolean isSingleton(PCollectionView<?> view) {
    return fn(view) instanceof PCollectionViews.SingletonViewFn2<?>;
  }

  /** Returns whether a view is of pairs, with one value for each key in each window. */
  public static boolean isMap(PCollectionView<?> view) {
    ViewFn<?, ?> fn = fn(view);
    return fn instanceof PCollectionViews.MapViewFn2<?, ?>
        || fn instanceof PCollectionViews.InMemoryMapViewFn<?, ?>;
  }

  /** Returns the coder of the view's contents. */
  public static Coder<?> coder(PCollectionView<?> view) {
    return view.getCoderInternal();
  }

  /** Returns the windowing of the view's contents. */
  public static WindowingStrategy<?, ?> windowing(PCollectionView<?> view) {
    return view.getWindowingStrategyInternal();
  }
}
