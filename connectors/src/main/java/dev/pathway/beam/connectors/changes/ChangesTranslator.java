// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.translation.spi.ChangeAware;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.util.List;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** Changes of a collection, in an incremental job; else its parts are translated. */
public final class ChangesTranslator implements TransformTranslator {
  /** The URN of what is translated. */
  public static final String URN = Changes.Of.URN;

  @Override
  public boolean accepts(TransformNode transform, TranslationContext context) {
    return context.incremental();
  }

  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    String input = transform.proto().getInputsMap().values().iterator().next();
    String output = transform.proto().getOutputsMap().values().iterator().next();
    context.add(
        new StepNode(
            transform.id(),
            transform.name(),
            List.of(input),
            input,
            List.of(context.declare(output)),
            List.of(),
            new ToChanges(),
            "Changes"));
  }

  private static final class ToChanges implements ChangeAware {
    private static final long serialVersionUID = 1L;

    @Override
    public StepFn create() {
      return new ToChangesFn();
    }

    @Override
    public boolean setsDiffs() {
      return true;
    }
  }

  private static final class ToChangesFn implements StepFn {
    private @Nullable StepContext context;

    @Override
    public void setup(StepContext given) {
      context = given;
    }

    @Override
    @SuppressWarnings("unchecked") // elements are windowed values
    public void process(Object element) {
      if (context == null) {
        throw new IllegalStateException("not set up");
      }
      WindowedValue<Object> row = (WindowedValue<Object>) element;
      int diff = context.diff();
      Change<Object> change =
          new Change<>(row.getValue(), Integer.signum(diff), context.job().epochNumber());
      // A deletion is one more change.
      context.emit(0, row.withValue(change), Math.abs(diff));
    }
  }
}
