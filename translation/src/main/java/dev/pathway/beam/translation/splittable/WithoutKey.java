// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;

/**
 * Gives all restrictions the same key, the empty one, for that which Beam draws by lot differs when
 * an incremental job takes a restriction back. Nobody reads it.
 */
public final class WithoutKey implements StepSpec {
  private static final long serialVersionUID = 1L;
  private static final byte[] EMPTY = {};

  @Override
  public StepFn create() {
    return new Replace();
  }

  private static final class Replace implements StepFn {
    private Receiver output = element -> {};

    @Override
    public void setup(StepContext context) {
      output = context.output(0);
    }

    @Override
    @SuppressWarnings("unchecked") // what the expansion of a splittable ParDo makes
    public void process(Object element) {
      WindowedValue<KV<byte[], Object>> row = (WindowedValue<KV<byte[], Object>>) element;
      output.accept(row.withValue(KV.of(EMPTY, row.getValue().getValue())));
    }
  }
}
