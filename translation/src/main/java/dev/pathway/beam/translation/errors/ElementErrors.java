// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.translation.compat.RestrictionFns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.runners.core.SideInputReader;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.IllegalMutationException;
import org.apache.beam.sdk.util.UserCodeException;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops elements on which the user code of a step throws, and what it had put out on their account:
 * for one worker of a step of a pipeline that is not to fail then.
 *
 * <p>Since outputs are handed over only once user code has returned, what the steps behind throw
 * never passes through it: each is dropped where its own code threw.
 */
public final class ElementErrors {
  /** The namespace of the counters. */
  public static final String NAMESPACE = "dev.pathway.beam";

  /** The name of the counter of elements that were dropped, of each transform. */
  public static final String ELEMENTS = "elementsInError";

  /** The name of the counter of timers whose outputs were dropped, of each transform. */
  public static final String TIMERS = "timersInError";

  private static final Logger LOG = LoggerFactory.getLogger(ElementErrors.class);
  private static final Counter ELEMENTS_IN_ERROR = Metrics.counter(NAMESPACE, ELEMENTS);
  private static final Counter TIMERS_IN_ERROR = Metrics.counter(NAMESPACE, TIMERS);

  /**
   * Where functions are whose failures are no element's: those of sinks and sources, which may be
   * at work on a file, or on all records of one, of tests, and of the runner itself.
   */
  private static final List<String> NOT_OF_ELEMENTS =
      List.of(
          "org.apache.beam.sdk.io.",
          "org.apache.beam.sdk.testing.",
          "dev.pathway.beam.connectors.",
          "dev.pathway.beam.translation.override.");

  private final StepContext context;
  private final Coder<Object> coder;
  private final @Nullable DeadLetters letters;
  private final boolean drops;
  private final HeldOutputs held;
  private @Nullable Throwable sideInputFailure;

  /** Steps of a job that have been warned of. */
  private static final class Warned {
    private final Set<String> steps = ConcurrentHashMap.newKeySet();
  }

  /** User code. */
  @FunctionalInterface
  public interface Call {
    /** Calls it. */
    void run();
  }

  private ElementErrors(
      StepContext context, Coder<Object> coder, @Nullable String folder, boolean drops) {
    this.context = context;
    this.coder = coder;
    this.drops = drops;
    letters = folder == null ? null : DeadLetters.of(context.job(), folder);
    held = new HeldOutputs(context.job());
  }

  /**
   * Returns what deals with the errors of a step, or null if they fail the pipeline.
   *
   * @param handling what is done with elements in error
   * @param fn the step's function
   * @param coder the coder of its elements
   */
  public static @Nullable ElementErrors of(
      OnElementError handling, DoFn<?, ?> fn, Coder<Object> coder, StepContext context) {
    return switch (handling.kind()) {
      case FAIL -> null;
      case SKIP, DEADLETTER ->
          new ElementErrors(context, coder, handling.folder(), isOfElements(fn));
    };
  }

  /**
   * Checks that dead letters can be written, if they are to be.
   *
   * @throws IllegalArgumentException if they cannot
   */
  public static void check(OnElementError handling) {
    String folder = handling.folder();
    if (folder != null) {
      try {
        DeadLetters.check(folder);
      } catch (IOException | RuntimeException e) {
        throw new IllegalArgumentException(
            "--onElementError needs a folder in which files can be made: '" + folder + "': " + e,
            e);
      }
    }
  }

  private static boolean isOfElements(DoFn<?, ?> fn) {
    DoFn<?, ?> asked = RestrictionFns.asked(fn);
    String name = asked.getClass().getName();
    // Without the restriction of an element that has no end, the stream would go on without what it
    // stands for, such as a partition or a folder that is watched.
    return NOT_OF_ELEMENTS.stream().noneMatch(name::startsWith)
        && DoFnSignatures.signatureForDoFn(asked).isBoundedPerElement() != IsBounded.UNBOUNDED;
  }

  /** Returns whether elements are dropped: failures of some functions are no element's. */
  public boolean drops() {
    return drops;
  }

  /** Returns a receiver of what is to reach another one unless the element is dropped. */
  public Receiver held(
      Receiver receiver, Coder<?> outputCoder, Coder<? extends BoundedWindow> windowCoder) {
    return drops ? held.in(receiver, outputCoder, windowCoder) : receiver;
  }

  /** Returns a reader that notes why a side input could not be read: no element is to blame. */
  public SideInputReader noted(SideInputReader reader) {
    return new SideInputReader() {
      @Override
      public <T> @Nullable T get(PCollectionView<T> view, BoundedWindow window) {
        try {
          return reader.get(view, window);
        } catch (RuntimeException e) {
          sideInputFailure = e;
          throw e;
        }
      }

      @Override
      public <T> boolean contains(PCollectionView<T> view) {
        return reader.contains(view);
      }

      @Override
      public boolean isEmpty() {
        return reader.isEmpty();
      }
    };
  }

  /** Has an element processed, or dropped. */
  public void process(WindowedValue<Object> element, Call call) {
    run(call, new ErrorPlace.OfElement(element), ELEMENTS_IN_ERROR);
  }

  /** Has a timer fire, or what comes of it dropped. */
  public void fire(ErrorPlace.OfTimer timer, Call call) {
    run(call, timer, TIMERS_IN_ERROR);
  }

  private void run(Call call, ErrorPlace place, Counter counter) {
    if (!drops) {
      call.run();
      return;
    }
    held.hold();
    try {
      call.run();
    } catch (RuntimeException e) {
      held.drop();
      Throwable thrown = thrown(e);
      if (!isOfElement(thrown)) {
        throw e;
      }
      // One that is gone is not in error any more: it runs again only to be taken back.
      if (context.diff() > 0) {
        counter.inc();
        report(thrown, place);
      }
      return;
    }
    held.release();
  }

  /** Returns what user code threw, without what invokers wrap it in. */
  private static Throwable thrown(Throwable caught) {
    Throwable cause = caught.getCause();
    return caught instanceof UserCodeException && cause != null ? thrown(cause) : caught;
  }

  private boolean isOfElement(Throwable thrown) {
    if (thrown instanceof Error || context.job().stopping()) {
      return false;
    }
    for (Throwable each : causes(thrown)) {
      if (each instanceof InterruptedException
          || each instanceof OutOfMemoryError
          || each instanceof LinkageError
          || each instanceof IllegalMutationException
          || each == sideInputFailure
          || each == held.failure()
          || RunnerFailure.isOne(each)) {
        return false;
      }
    }
    return true;
  }

  private static Set<Throwable> causes(Throwable thrown) {
    Set<Throwable> causes = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable each = thrown; each != null && causes.add(each); ) {
      each = each.getCause();
    }
    return causes;
  }

  private void report(Throwable thrown, ErrorPlace place) {
    String step = context.name();
    if (context.job().shared(Warned.class, Warned::new).steps.add(step)) {
      LOG.warn(
          "'{}' failed on an element or a timer, of which nothing is put out; others are only counted, as {} and {}",
          step,
          ELEMENTS,
          TIMERS,
          thrown);
    }
    if (letters != null) {
      try {
        letters.write(
            DeadLetter.line(
                context.job().clock().instant(), context.job().name(), step, thrown, place, coder));
      } catch (IOException e) {
        throw cannotWrite(e);
      }
    }
  }

  /**
   * Has what was reported outlive the machine, before the bundle in which it was counts as done.
   */
  public void bundleCommitted() {
    if (letters != null) {
      try {
        letters.flush();
      } catch (IOException e) {
        throw cannotWrite(e);
      }
    }
  }

  /** Frees what is held when the step ends in the middle of an element. */
  public void close() {
    held.drop();
  }

  private static UncheckedIOException cannotWrite(IOException e) {
    return new UncheckedIOException("cannot write a dead letter: " + e.getMessage(), e);
  }
}
