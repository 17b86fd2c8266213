// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.translation.keyed.CurrentKey;
import dev.pathway.beam.translation.keyed.KeyFailure;
import dev.pathway.beam.translation.keyed.KeyedFn;
import dev.pathway.beam.translation.keyed.TimerOptions;
import java.io.IOException;
import java.util.List;
import org.apache.beam.runners.core.DoFnRunner;
import org.apache.beam.runners.core.DoFnRunners;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** Runs a DoFn with state or timers, through runners-core's stateful runner. */
final class StatefulFn implements KeyedFn {
  private final ParDoSpec spec;
  private @Nullable DoFnInstance instance;
  private @Nullable DoFnRunner<Object, Object> runner;
  private @Nullable CurrentKey current;
  private boolean incremental;

  StatefulFn(ParDoSpec spec) {
    this.spec = spec;
  }

  @Override
  public void setup(StepContext context, CurrentKey key) {
    DoFnInstance own = DoFnInstance.setUp(spec, context);
    instance = own;
    current = key;
    incremental = context.job().incremental();
    runner = runner(own, key);
  }

  private DoFnRunner<Object, Object> runner(DoFnInstance own, CurrentKey key) {
    DoFnSignature signature = DoFnSignatures.signatureForDoFn(spec.fn());
    return DoFnRunners.defaultStatefulDoFnRunner(
        spec.fn(),
        spec.inputCoder(),
        own.dropping(spec.simpleRunner(own, key)),
        key,
        spec.windowing(),
        new WindowCleanup(spec.windowing(), signature, key),
        window -> key.clear(namespace(window)),
        signature.processElement().requiresTimeSortedInput());
  }

  @Override
  public Coder<? extends BoundedWindow> windowCoder() {
    return spec.windowing().getWindowFn().windowCoder();
  }

  @SuppressWarnings("unchecked") // windows come from the windowing they are of
  private StateNamespace namespace(BoundedWindow window) {
    return StateNamespaces.window((Coder<BoundedWindow>) windowCoder(), window);
  }

  private DoFnRunner<Object, Object> runner() {
    if (runner == null) {
      throw new IllegalStateException("'" + spec.name() + "' was not set up");
    }
    return runner;
  }

  private CurrentKey current() {
    if (current == null) {
      throw new IllegalStateException("'" + spec.name() + "' was not set up");
    }
    return current;
  }

  private DoFnInstance instance() {
    if (instance == null) {
      throw new IllegalStateException("'" + spec.name() + "' was not set up");
    }
    return instance;
  }

  @Override
  public void restore(StepState state) throws IOException {
    instance().restore(state);
  }

  @Override
  public void save(long snapshot) throws IOException {
    instance().save(snapshot);
  }

  @Override
  public void committed(long snapshot) {
    instance().committed(snapshot);
  }

  @Override
  public void startBundle() {
    instance().startBundle();
  }

  @Override
  public void process(WindowedValue<Object> element) {
    try {
      instance().process(element, runner()::processElement);
    } catch (RuntimeException e) {
      throw new KeyFailure(current().key(), element.getWindows(), e);
    }
  }

  @Override
  public void onTimer(TimerData timer) {
    BoundedWindow window = ((StateNamespaces.WindowNamespace<?>) timer.getNamespace()).getWindow();
    Object key = current().key();
    try {
      instance().call(() -> onTimer(timer, key, window));
    } catch (RuntimeException e) {
      throw new KeyFailure(key, List.of(window), e);
    }
  }

  private void onTimer(TimerData timer, @Nullable Object key, BoundedWindow window) {
    runner()
        .onTimer(
            timer.getTimerId(),
            timer.getTimerFamilyId(),
            key,
            window,
            timer.getTimestamp(),
            timer.getOutputTimestamp(),
            timer.getDomain());
  }

  @Override
  public void finishBundle() {
    instance().finishBundle();
  }

  @Override
  public void bundleCommitted() {
    instance().bundleCommitted();
  }

  @Override
  public void teardown() {
    DoFnInstance own = instance;
    if (own != null) {
      instance = null;
      own.tearDown();
    }
  }

  @Override
  public boolean awaitsProcessingTime() {
    return true;
  }

  @Override
  public boolean drainsTimers() {
    return incremental || spec.options().get().as(TimerOptions.class).isDrainTimersAtEnd();
  }
}
