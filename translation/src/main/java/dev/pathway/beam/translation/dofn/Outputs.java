// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import dev.pathway.beam.translation.errors.ElementErrors;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.util.WindowedValueMultiReceiver;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** Hands out a receiver by tag; the main output, by far the most frequent, without a look-up. */
final class Outputs implements WindowedValueMultiReceiver, TaggedOutput {
  private final TupleTag<?> mainTag;
  private final Receiver main;
  private final Map<TupleTag<?>, Receiver> byTag = new HashMap<>();

  Outputs(
      ParDoSpec spec,
      StepContext context,
      @Nullable ElementErrors errors,
      @Nullable ElementChecks checks) {
    mainTag = spec.mainOutput();
    for (int i = 0; i < spec.outputs().size(); i++) {
      Output output = spec.outputs().get(i);
      Receiver receiver = context.output(i);
      if (errors != null) {
        receiver =
            errors.held(receiver, output.coder(), spec.windowing().getWindowFn().windowCoder());
      }
      byTag.put(output.tag(), checks == null ? receiver : checks.output(output, receiver));
    }
    // An output that nobody reads is not part of the plan.
    main = byTag.getOrDefault(mainTag, element -> {});
  }

  /** Returns the receiver of the main output. */
  Receiver main() {
    return main;
  }

  @Override
  public <T> void output(TupleTag<T> tag, WindowedValue<T> value) {
    receiver(tag).accept(value);
  }

  @Override
  public Receiver receiver(TupleTag<?> tag) {
    Receiver receiver = mainTag.equals(tag) ? main : byTag.get(tag);
    if (receiver == null) {
      throw new IllegalArgumentException("unknown output tag " + tag);
    }
    return receiver;
  }
}
