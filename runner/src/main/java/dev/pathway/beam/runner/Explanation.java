// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanMermaid;
import dev.pathway.beam.engine.plan.PlanText;
import org.apache.beam.sdk.PipelineResult;

/** What {@code --explain} and {@code --dryRun} do in place of running a pipeline. */
public final class Explanation {
  private static volatile Runnable afterwards = () -> {};

  private Explanation() {}

  /**
   * Sets what is done once a plan or what would be done was printed, on the thread that called
   * {@code run} and before that returns. By default nothing: the program goes on with a result that
   * says that nothing ran.
   */
  public static void afterwards(Runnable action) {
    afterwards = action;
  }

  /** Prints a plan, as text and as a Mermaid flowchart. */
  static PipelineResult print(Plan plan) {
    return print(new PlanText(plan) + System.lineSeparator() + new PlanMermaid(plan));
  }

  /** Prints what would be done. */
  static PipelineResult print(String text) {
    System.out.println(text);
    System.out.flush();
    afterwards.run();
    return new ExplainedPipelineResult();
  }
}
