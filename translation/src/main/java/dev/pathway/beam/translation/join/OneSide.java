// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.join;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import org.apache.beam.sdk.transforms.join.RawUnionValue;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Says of the values of pairs which side of a join they are.
 *
 * @param tag 0 for the left, 1 for the right
 */
public record OneSide(int tag) implements StepSpec {
  @Override
  public StepFn create() {
    return new TagFn(tag);
  }

  /** Returns whether a value that says so is of the left side. */
  static boolean isLeft(@Nullable Object value) {
    return value instanceof RawUnionValue tagged && tagged.getUnionTag() == 0;
  }

  /** Returns a value without what says which side it is of. */
  static @Nullable Object value(Object value) {
    return ((RawUnionValue) value).getValue();
  }

  private static final class TagFn implements StepFn {
    private final int tag;
    private Receiver output = element -> {};

    TagFn(int tag) {
      this.tag = tag;
    }

    @Override
    public void setup(StepContext context) {
      output = context.output(0);
    }

    @Override
    @SuppressWarnings("unchecked") // elements are windowed pairs
    public void process(Object element) {
      WindowedValue<KV<Object, Object>> row = (WindowedValue<KV<Object, Object>>) element;
      KV<Object, Object> pair = row.getValue();
      output.accept(row.withValue(KV.of(pair.getKey(), new RawUnionValue(tag, pair.getValue()))));
    }
  }
}
