// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFnSchemaInformation;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowingStrategy;

/** Steps of DoFns without side inputs. */
final class ParDos {
  static final TupleTag<Object> MAIN = new TupleTag<>("main");
  static final TupleTag<Object> SIDE = new TupleTag<>("side");
  static final Checks NONE = new Checks(false, false);
  static final Checks IMMUTABILITY = new Checks(true, false);
  static final Checks ENCODABILITY = new Checks(false, true);

  private ParDos() {}

  /** Returns a step named "step" with elements of one coder on all sides, in the global window. */
  static ParDoSpec spec(DoFn<?, ?> fn, Coder<?> coder, Checks checks) {
    return new ParDoSpec(
        "step",
        untyped(fn),
        new SerializablePipelineOptions(PipelineOptionsFactory.create()),
        untyped(coder),
        MAIN,
        List.of(new Output(MAIN, coder), new Output(SIDE, coder)),
        WindowingStrategy.globalDefault(),
        DoFnSchemaInformation.create(),
        Map.of(),
        List.of(),
        checks);
  }

  @SuppressWarnings("unchecked") // the tests put in what the function takes
  private static DoFn<Object, Object> untyped(DoFn<?, ?> fn) {
    return (DoFn<Object, Object>) fn;
  }

  @SuppressWarnings("unchecked") // the tests put in what the coder encodes
  private static Coder<Object> untyped(Coder<?> coder) {
    return (Coder<Object>) coder;
  }
}
