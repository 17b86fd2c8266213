// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.Collection;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;

/** Window.into: gives each element, in each of its windows, new ones. */
public final class AssignWindows implements StepSpec {
  private static final long serialVersionUID = 1L;

  private final WindowFn<Object, BoundedWindow> windowFn;

  /** Creates the step for a window function. */
  @SuppressWarnings("unchecked") // elements come from where the window function was applied
  public AssignWindows(WindowFn<?, ?> windowFn) {
    this.windowFn = (WindowFn<Object, BoundedWindow>) windowFn;
  }

  @Override
  public StepFn create() {
    return new Assign(windowFn);
  }

  private static final class Assign implements StepFn {
    private final WindowFn<Object, BoundedWindow> windowFn;
    private Receiver output = element -> {};

    Assign(WindowFn<Object, BoundedWindow> windowFn) {
      this.windowFn = windowFn;
    }

    @Override
    public void setup(StepContext context) {
      output = context.output(0);
    }

    @Override
    @SuppressWarnings("unchecked") // elements are windowed values
    public void process(Object element) throws Exception {
      for (WindowedValue<Object> row : ((WindowedValue<Object>) element).explodeWindows()) {
        Collection<BoundedWindow> windows = windowFn.assignWindows(context(row));
        // There are none where sliding windows leave gaps.
        if (!windows.isEmpty()) {
          output.accept(
              WindowedValues.of(
                  row.getValue(),
                  row.getTimestamp(),
                  windows,
                  row.getPaneInfo(),
                  row.getRecordId(),
                  row.getRecordOffset(),
                  row.causedByDrain()));
        }
      }
    }

    private WindowFn<Object, BoundedWindow>.AssignContext context(WindowedValue<Object> row) {
      return windowFn.new AssignContext() {
        @Override
        public Object element() {
          return row.getValue();
        }

        @Override
        public Instant timestamp() {
          return row.getTimestamp();
        }

        @Override
        public BoundedWindow window() {
          return row.getWindows().iterator().next();
        }
      };
    }
  }
}
