// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.translation.compat.ReadLimits;
import org.apache.beam.model.pipeline.v1.RunnerApi.FunctionSpec;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.construction.PTransformTranslation.RawPTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.ValueWithRecordId;
import org.apache.beam.sdk.values.ValueWithRecordId.ValueWithRecordIdCoder;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * Reads an unbounded source for a limited time or a limited number of records. Does what Beam's
 * {@link org.apache.beam.sdk.io.BoundedReadFromUnboundedSource} does, but for reading all splits at
 * the same time and not one after the other, each for as long as the limit allows.
 */
public final class TimeLimitedRead<T> extends PTransform<PBegin, PCollection<T>> {
  private static final long serialVersionUID = 1L;

  private final transient ReadLimits<T> limits;

  /** Creates the transform. */
  public TimeLimitedRead(ReadLimits<T> limits) {
    this.limits = limits;
  }

  @Override
  public PCollection<T> expand(PBegin input) {
    PCollection<ValueWithRecordId<T>> records = input.apply("Read", new Records<>(limits));
    if (limits.source().requiresDeduping()) {
      records =
          records.apply(
              Distinct.<ValueWithRecordId<T>, byte[]>withRepresentativeValueFn(
                      ValueWithRecordId::getId)
                  .withRepresentativeType(TypeDescriptor.of(byte[].class)));
    }
    return records
        .apply("StripIds", ParDo.of(new ValueWithRecordId.StripIdsDoFn<>()))
        .setCoder(limits.source().getOutputCoder());
  }

  /** The reading itself, a primitive of this runner. */
  public static final class Records<T>
      extends RawPTransform<PBegin, PCollection<ValueWithRecordId<T>>> {
    /** The URN. */
    public static final String URN = "pathway:transform:time_limited_read:v1";

    private static final long serialVersionUID = 1L;

    private final transient ReadLimits<T> limits;

    Records(ReadLimits<T> limits) {
      this.limits = limits;
    }

    /** Returns what is read, and how much of it. */
    public ReadLimits<T> limits() {
      return limits;
    }

    @Override
    public FunctionSpec getSpec() {
      return FunctionSpec.newBuilder().setUrn(URN).build();
    }

    @Override
    public PCollection<ValueWithRecordId<T>> expand(PBegin input) {
      return PCollection.createPrimitiveOutputInternal(
          input.getPipeline(),
          WindowingStrategy.globalDefault(),
          IsBounded.BOUNDED,
          ValueWithRecordIdCoder.of(limits.source().getOutputCoder()));
    }
  }
}
