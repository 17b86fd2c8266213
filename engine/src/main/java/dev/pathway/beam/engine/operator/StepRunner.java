// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.ViewSlot;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.engine.spi.View;
import java.util.List;

/** Runs one step of a stage's body and gives its failures the step's name. */
final class StepRunner implements Receiver, StepContext {
  /** A call that may throw anything. */
  private interface Call {
    void run() throws Exception;
  }

  private final String name;
  private final StepFn fn;
  private final Job job;
  private final List<String> viewIds;
  private final FirstFailure failure;
  private final LoggedTransform logged;
  private final RowDiff diff;
  private Receiver[] outputs = new Receiver[0];
  private View[] views = new View[0];
  private boolean setUp;
  private boolean inBundle;
  private boolean unsealed;
  private long advancedTo = EventTime.START;

  StepRunner(
      String name,
      StepFn fn,
      List<String> viewIds,
      Job job,
      FirstFailure failure,
      LoggedTransform logged,
      RowDiff diff) {
    this.name = name;
    this.fn = fn;
    this.job = job;
    this.viewIds = viewIds;
    this.failure = failure;
    this.logged = logged;
    this.diff = diff;
  }

  void connect(Receiver[] receivers) {
    outputs = receivers;
  }

  void setup() {
    setUp = true;
    run(() -> fn.setup(this));
  }

  boolean viewsReady() {
    return job.settings().streaming() || viewIds.stream().map(job::view).allMatch(ViewSlot::ready);
  }

  /** Waits until the views are complete. */
  void awaitViews() {
    View[] complete = new View[viewIds.size()];
    for (int i = 0; i < complete.length; i++) {
      String id = viewIds.get(i);
      complete[i] = job.settings().streaming() ? job.liveView(id).reader() : job.awaitView(id);
    }
    views = complete;
  }

  private void enterBundle() {
    if (!inBundle) {
      inBundle = true;
      unsealed = true;
      run(fn::startBundle);
    }
  }

  @Override
  public void accept(Object element) {
    enterBundle();
    failure.check();
    try {
      fn.process(element);
    } catch (Throwable t) {
      throw failure.of(name, t);
    }
  }

  void seal(long epoch) {
    if (unsealed || fn.hold() < EventTime.END) {
      enterBundle();
      run(() -> fn.seal(epoch));
      unsealed = false;
    }
  }

  /** Tells the function how far event time has come, if that is news. */
  void advance(long watermark) {
    if (watermark > advancedTo) {
      advancedTo = watermark;
      run(() -> fn.advance(watermark));
    }
  }

  long hold() {
    return fn.hold();
  }

  long wakeTime() {
    return fn.wakeTime();
  }

  void wake() {
    enterBundle();
    run(fn::wake);
  }

  /** Ends the bundle if this step is in one. */
  void finishBundle() {
    if (inBundle) {
      run(fn::finishBundle);
      inBundle = false;
    }
  }

  void bundleCommitted() {
    run(fn::bundleCommitted);
  }

  void restore(StepState state) {
    run(() -> fn.restore(state));
  }

  void release() {
    run(fn::release);
  }

  void save(long snapshot) {
    run(() -> fn.save(snapshot));
  }

  void committed(long snapshot) {
    if (fn.hold() < EventTime.END) {
      // It may emit what it held.
      enterBundle();
    }
    run(() -> fn.committed(snapshot));
  }

  /** Tears the function down if it was set up, and only once. */
  void teardown() throws Exception {
    if (setUp) {
      setUp = false;
      logged.step(name);
      try {
        fn.teardown();
      } finally {
        logged.stage();
      }
    }
  }

  private void run(Call call) {
    failure.check();
    logged.step(name);
    try {
      call.run();
    } catch (Throwable t) {
      throw failure.of(name, t);
    } finally {
      logged.stage();
    }
    failure.check();
  }

  @Override
  public Receiver output(int index) {
    return outputs[index];
  }

  @Override
  public View view(int index) {
    if (views.length == 0 && index < viewIds.size()) {
      throw new IllegalStateException(
          "the view " + index + " of '" + name + "' is used before the first bundle");
    }
    return views[index];
  }

  @Override
  public int diff() {
    return diff.diff();
  }

  @Override
  public void emit(int index, Object element, int change) {
    int before = diff.diff();
    diff.diff(change);
    try {
      outputs[index].accept(element);
    } finally {
      diff.diff(before);
    }
  }

  @Override
  public JobContext job() {
    return job;
  }

  @Override
  public String name() {
    return name;
  }
}
