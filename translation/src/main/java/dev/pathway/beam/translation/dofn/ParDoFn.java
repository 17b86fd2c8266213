// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepState;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** Runs a DoFn, through runners-core's simple runner if it asks for more than most. */
final class ParDoFn implements StepFn {
  private final ParDoSpec spec;
  private @Nullable DoFnInstance instance;
  private @Nullable Consumer<WindowedValue<Object>> call;

  ParDoFn(ParDoSpec spec) {
    this.spec = spec;
  }

  @Override
  public void setup(StepContext context) {
    DoFnInstance own = DoFnInstance.setUp(spec, context);
    instance = own;
    Consumer<WindowedValue<Object>> userCode =
        spec.views().isEmpty()
                && ReusedArguments.suffice(DoFnSignatures.signatureForDoFn(spec.fn()))
            ? withReusedArguments(own)
            : spec.simpleRunner(own, new StatelessContext(spec.name()))::processElement;
    call = own.dropping(userCode);
  }

  private Consumer<WindowedValue<Object>> withReusedArguments(DoFnInstance own) {
    Outputs outputs = own.receivers();
    DoFnInvoker<Object, Object> invoker = own.invoker();
    CurrentElement current = new CurrentElement(spec.fn());
    ReusedArguments arguments =
        new ReusedArguments(spec.fn(), current, spec.options().get(), outputs.main(), outputs);
    return element -> {
      current.moveTo(element);
      invoker.invokeProcessElement(arguments);
      current.leave();
    };
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
  @SuppressWarnings("unchecked") // elements are windowed values
  public void process(Object element) {
    if (call == null) {
      throw notSetUp();
    }
    instance().process((WindowedValue<Object>) element, call);
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

  private DoFnInstance instance() {
    if (instance == null) {
      throw notSetUp();
    }
    return instance;
  }

  private IllegalStateException notSetUp() {
    return new IllegalStateException("'" + spec.name() + "' was not set up");
  }
}
