// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

/** A context that gives what another one gives, but for what is overridden. */
public abstract class ForwardingStepContext implements StepContext {
  private final StepContext context;

  /** Takes the other context. */
  protected ForwardingStepContext(StepContext context) {
    this.context = context;
  }

  @Override
  public Receiver output(int index) {
    return context.output(index);
  }

  @Override
  public View view(int index) {
    return context.view(index);
  }

  @Override
  public int diff() {
    return context.diff();
  }

  @Override
  public JobContext job() {
    return context.job();
  }

  @Override
  public String name() {
    return context.name();
  }
}
