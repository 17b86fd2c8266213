// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.Locale;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;

/**
 * A streaming program for a process of its own. Its source has 100 numbers, which are in one
 * window, says that there may be more in it, and never ends.
 */
public final class EndlessProgram {
  private EndlessProgram() {}

  /** Runs the program with options as on a command line; returns if the job was done. */
  public static void main(String[] args) {
    Pipeline pipeline = Pipelines.create(args);
    pipeline
        .apply(Read.from(UnboundedNumbers.of(2, 50, UnboundedNumbers.Trait.THEN_IDLE)))
        .apply(ParDo.of(new SeenFn()))
        .apply(Window.into(FixedWindows.of(Duration.standardDays(1))))
        .apply(WithKeys.of("all"))
        .apply(Count.perKey())
        .apply(ParDo.of(new PrintFn()));
    State state = pipeline.run().getState();
    System.out.println("state " + state);
  }

  private static final class SeenFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> output) {
      if (element == 99) {
        System.out.println("seen the last");
      }
      output.output(element);
    }
  }

  private static final class PrintFn extends DoFn<KV<String, Long>, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, Long> count, IntervalWindow window) {
      System.out.printf(Locale.ROOT, "window of %s has %d%n", window.start(), count.getValue());
    }
  }
}
