// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.util.construction.SplittableParDo;
import org.jspecify.annotations.Nullable;

/** The functions of Beam that ask a splittable DoFn for the restrictions of an element. */
public final class RestrictionFns {
  private static final Asking FIRST = new Asking("PairWithRestrictionFn", "fn");
  private static final Asking SPLITTING = new Asking("SplitRestrictionFn", "splittableFn");

  private RestrictionFns() {}

  /** A class of such functions, and its field for the splittable DoFn. */
  private record Asking(String simpleName, String field) {
    @Nullable DoFn<?, ?> asked(DoFn<?, ?> fn) {
      return new PrivateClass(SplittableParDo.class, simpleName).isInstance(fn)
          ? new PrivateField<DoFn<?, ?>>(fn.getClass(), field).get(fn)
          : null;
    }
  }

  /** Returns whose code a function runs: the splittable DoFn that it asks, else its own. */
  public static DoFn<?, ?> asked(DoFn<?, ?> fn) {
    DoFn<?, ?> asked = FIRST.asked(fn);
    asked = asked == null ? SPLITTING.asked(fn) : asked;
    return asked == null ? fn : asked;
  }
}
