// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import org.apache.beam.sdk.transforms.Combine.PerKeyWithHotKeyFanout;
import org.apache.beam.sdk.transforms.CombineFnBase.GlobalCombineFn;

/** What an aggregation with a fan-out for hot keys is made of. */
public final class HotKeyFanout {
  private static final PrivateField<GlobalCombineFn<?, ?, ?>> FN =
      new PrivateField<>(PerKeyWithHotKeyFanout.class, "fn");

  private HotKeyFanout() {}

  /** Returns the function that aggregates. */
  @SuppressWarnings("unchecked") // its types are the transform's
  public static <InputT, OutputT> GlobalCombineFn<InputT, ?, OutputT> fn(
      PerKeyWithHotKeyFanout<?, InputT, OutputT> combine) {
    GlobalCombineFn<?, ?, ?> fn = FN.get(combine);
    if (fn == null) {
      throw new IllegalStateException("'" + combine.getName() + "' has no function");
    }
    return (GlobalCombineFn<InputT, ?, OutputT>) fn;
  }
}
