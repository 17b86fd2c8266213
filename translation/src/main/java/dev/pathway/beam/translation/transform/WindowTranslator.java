// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.window.AssignWindows;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.Window;

/** Window.into. */
final class WindowTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    Window.Assign<?> assign = (Window.Assign<?>) transform.transform();
    String input = Ports.input(transform);
    context.add(
        new StepNode(
            transform.id(),
            transform.name(),
            List.of(input),
            input,
            List.of(context.declare(Ports.output(transform))),
            List.of(),
            new AssignWindows(assign.getWindowFn()),
            "Window.into"));
  }
}
