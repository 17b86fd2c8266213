// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.epochs;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.runners.PTransformOverrideFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.PAssert.DefaultConcludeTransform;
import org.apache.beam.sdk.testing.SuccessOrFailure;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.construction.PTransformMatchers;
import org.apache.beam.sdk.util.construction.PTransformReplacements;
import org.apache.beam.sdk.util.construction.ReplacementOutputs;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.jspecify.annotations.Nullable;

/**
 * What the PAsserts of a pipeline have found, counted over its epochs: a check that has failed in
 * one must have been taken back by the last.
 */
final class Assertions implements AutoCloseable {
  private static final Map<String, Assertions> ALL = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private Map<String, Tally> committed = Map.of();
  private final Map<String, Tally> epoch = new ConcurrentHashMap<>();

  private Assertions() {
    ALL.put(id, this);
  }

  /**
   * What one assertion has found.
   *
   * @param successes checks that succeeded
   * @param failures checks that failed
   * @param failure what the last of them said
   */
  record Tally(long successes, long failures, @Nullable SuccessOrFailure failure) {
    static final Tally NOTHING = new Tally(0, 0, null);

    Tally plus(Change<SuccessOrFailure> change) {
      SuccessOrFailure found = change.value();
      if (found.isSuccess()) {
        return new Tally(successes + change.diff(), failures, failure);
      }
      return new Tally(successes, failures + change.diff(), change.isInsertion() ? found : failure);
    }

    Tally plus(Tally later) {
      return new Tally(
          successes + later.successes,
          failures + later.failures,
          later.failure == null ? failure : later.failure);
    }
  }

  /** Returns whether a transform is one of PAssert's. */
  static boolean isAssertion(@Nullable PTransform<?, ?> transform) {
    return transform instanceof PAssert.OneSideInputAssert
        || transform instanceof PAssert.GroupThenAssert
        || transform instanceof PAssert.GroupThenAssertForSingleton;
  }

  /** Has the PAsserts of a pipeline counted instead of concluded. */
  static Assertions of(Pipeline pipeline) {
    Assertions assertions = new Assertions();
    pipeline.replaceAll(
        List.of(
            PTransformOverride.of(
                PTransformMatchers.classEqualTo(DefaultConcludeTransform.class),
                new Factory(assertions.id))));
    return assertions;
  }

  private void add(String assertion, Change<SuccessOrFailure> change) {
    epoch.compute(assertion, (name, tally) -> (tally == null ? Tally.NOTHING : tally).plus(change));
  }

  /** Keeps what the epoch has found. */
  void commit() {
    Map<String, Tally> sums = new ConcurrentHashMap<>(committed);
    epoch.forEach((name, tally) -> sums.merge(name, tally, Tally::plus));
    committed = Map.copyOf(sums);
    epoch.clear();
  }

  /** Forgets what the epoch has found, which failed. */
  void rollback() {
    epoch.clear();
  }

  /**
   * Returns the names of the assertions that hold.
   *
   * @throws AssertionError if one does not
   */
  List<String> succeeded() {
    committed.forEach(
        (name, tally) -> {
          if (tally.successes < 0 || tally.failures < 0) {
            throw new AssertionError(
                "'" + name + "' was taken back more often than it was checked: " + tally);
          }
          if (tally.failures > 0 && tally.failure != null) {
            AssertionError error = tally.failure.assertionError();
            throw error == null ? new AssertionError(tally) : error;
          }
        });
    return committed.entrySet().stream()
        .filter(entry -> entry.getValue().successes > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void close() {
    ALL.remove(id);
  }

  private record Factory(String id)
      implements PTransformOverrideFactory<
          PCollection<SuccessOrFailure>, PCollection<Void>, DefaultConcludeTransform> {
    @Override
    public PTransformReplacement<PCollection<SuccessOrFailure>, PCollection<Void>>
        getReplacementTransform(
            AppliedPTransform<
                    PCollection<SuccessOrFailure>, PCollection<Void>, DefaultConcludeTransform>
                applied) {
      return PTransformReplacement.of(
          PTransformReplacements.getSingletonMainInput(applied),
          new Count(id, applied.getFullName()));
    }

    @Override
    public Map<PCollection<?>, ReplacementOutput> mapOutputs(
        Map<TupleTag<?>, PCollection<?>> outputs, PCollection<Void> newOutput) {
      return ReplacementOutputs.singleton(outputs, newOutput);
    }
  }

  private static final class Count
      extends PTransform<PCollection<SuccessOrFailure>, PCollection<Void>> {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String assertion;

    Count(String id, String assertion) {
      this.id = id;
      this.assertion = assertion;
    }

    @Override
    public PCollection<Void> expand(PCollection<SuccessOrFailure> input) {
      return input.apply(Changes.of()).apply(ParDo.of(new CountFn(id, assertion)));
    }
  }

  private static final class CountFn extends DoFn<Change<SuccessOrFailure>, Void> {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String assertion;

    CountFn(String id, String assertion) {
      this.id = id;
      this.assertion = assertion;
    }

    @ProcessElement
    public void process(@Element Change<SuccessOrFailure> change) {
      Assertions assertions = ALL.get(id);
      if (assertions != null) {
        assertions.add(assertion, change);
      }
    }
  }
}
