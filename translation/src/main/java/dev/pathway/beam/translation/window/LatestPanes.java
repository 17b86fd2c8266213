// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;

/** Leaves of a group of elements those of the latest pane in each window. */
public final class LatestPanes implements StepSpec {
  private static final long serialVersionUID = 1L;

  @Override
  public StepFn create() {
    return new Latest();
  }

  private static final class Latest implements StepFn {
    private Receiver output = element -> {};

    @Override
    public void setup(StepContext context) {
      output = context.output(0);
    }

    @Override
    @SuppressWarnings("unchecked") // the grouping in front of this step makes such elements
    public void process(Object element) {
      Iterable<WindowedValue<Object>> group =
          ((WindowedValue<KV<Object, Iterable<WindowedValue<Object>>>>) element)
              .getValue()
              .getValue();
      Map<BoundedWindow, Long> latest = new HashMap<>();
      for (WindowedValue<Object> row : group) {
        for (BoundedWindow window : row.getWindows()) {
          latest.merge(window, row.getPaneInfo().getIndex(), Math::max);
        }
      }
      for (WindowedValue<Object> compressed : group) {
        for (WindowedValue<Object> row : compressed.explodeWindows()) {
          Long index = latest.get(row.getWindows().iterator().next());
          if (index != null && index == row.getPaneInfo().getIndex()) {
            output.accept(row);
          }
        }
      }
    }
  }
}
