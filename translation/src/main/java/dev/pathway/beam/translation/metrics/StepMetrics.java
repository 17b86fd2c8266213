// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.metrics;

import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.metrics.MetricsEnvironment.MetricsEnvironmentState;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a step of one worker. User code reports to whatever container is active on its
 * thread, so a step {@linkplain #enter enters} before it calls user code and {@linkplain #leave
 * leaves} afterwards. Those two belong to the worker's thread; the rest is thread-safe.
 */
public final class StepMetrics {
  private final String name;
  private final MetricsContainerImpl attempted;
  private volatile MetricsContainerImpl committed;
  private @Nullable MetricsEnvironmentState environment;

  StepMetrics(String name) {
    this.name = name;
    attempted = new MetricsContainerImpl(name);
    committed = new MetricsContainerImpl(name);
  }

  String name() {
    return name;
  }

  MetricsContainerImpl attempted() {
    return attempted;
  }

  MetricsContainerImpl committed() {
    return committed;
  }

  /** Makes this step's container the active one and returns the one that was. */
  public @Nullable MetricsContainer enter() {
    MetricsEnvironmentState state = environment;
    if (state == null) {
      state = MetricsEnvironment.getMetricsEnvironmentStateForCurrentThread();
      environment = state;
    }
    return state.activate(attempted);
  }

  /** Makes the container the active one that was before {@link #enter}. */
  public void leave(@Nullable MetricsContainer previous) {
    MetricsEnvironmentState state = environment;
    if (state != null) {
      state.activate(previous);
    }
  }

  /** Adds what another one counted, as committed: it has ended. */
  void add(StepMetrics ended) {
    attempted.update(ended.attempted);
    commit();
  }

  /** Counts as committed what was reported so far: the bundle's outputs were handed over. */
  public void commit() {
    MetricsContainerImpl copy = new MetricsContainerImpl(name);
    copy.update(attempted);
    committed = copy;
  }
}
