// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A step as a lambda that is called for each row. */
@FunctionalInterface
public interface RowFn extends Serializable {
  /** Handles one row; emits to the outputs of the context. */
  void apply(Row row, StepContext context) throws Exception;

  /** A function of values other than null. */
  @FunctionalInterface
  interface ValueFn extends Serializable {
    /** Returns the value for a value. */
    @Nullable Object apply(Object value) throws Exception;
  }

  /** A condition on values other than null. */
  @FunctionalInterface
  interface ValuePredicate extends Serializable {
    /** Returns whether it holds. */
    boolean test(Object value) throws Exception;
  }

  /** Returns the step. */
  default StepSpec asStep() {
    return () -> new Fn(this);
  }

  /** Returns the step that replaces values. */
  static StepSpec map(ValueFn fn) {
    RowFn rows =
        (row, context) ->
            context.output(0).accept(row.with(fn.apply(Objects.requireNonNull(row.value()))));
    return rows.asStep();
  }

  /** Returns the step that keeps some of the rows. */
  static StepSpec filter(ValuePredicate keep) {
    RowFn rows =
        (row, context) -> {
          if (keep.test(Objects.requireNonNull(row.value()))) {
            context.output(0).accept(row);
          }
        };
    return rows.asStep();
  }

  /** Calls the lambda. */
  final class Fn implements StepFn {
    private final RowFn fn;
    private @Nullable StepContext context;

    Fn(RowFn fn) {
      this.fn = fn;
    }

    @Override
    public void setup(StepContext given) {
      context = given;
    }

    @Override
    public void process(Object element) throws Exception {
      if (context == null) {
        throw new IllegalStateException("not set up");
      }
      fn.apply((Row) element, context);
    }
  }
}
