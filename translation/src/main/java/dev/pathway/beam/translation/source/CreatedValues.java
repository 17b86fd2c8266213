// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.model.pipeline.v1.RunnerApi.FunctionSpec;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.construction.PTransformTranslation.RawPTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * The elements of a Create, as a primitive of this runner: what Beam expands one to depends on the
 * number of elements, and with it the names of what an incremental job remembers.
 *
 * @param <T> the type of the elements
 */
public final class CreatedValues<T> extends RawPTransform<PBegin, PCollection<T>> {
  /** The URN. */
  public static final String URN = "pathway:transform:create:v1";

  private static final long serialVersionUID = 1L;

  private final transient Iterable<T> elements;
  private final transient Coder<T> coder;

  /** Creates the transform. */
  public CreatedValues(Iterable<T> elements, Coder<T> coder) {
    this.elements = elements;
    this.coder = coder;
  }

  /**
   * Returns the source of the elements.
   *
   * @throws CoderException if one cannot be encoded
   */
  public CreatedSource source() throws CoderException {
    List<byte[]> encoded = new ArrayList<>();
    for (T element : elements) {
      encoded.add(CoderUtils.encodeToByteArray(coder, element));
    }
    return new CreatedSource(encoded, coder);
  }

  @Override
  public FunctionSpec getSpec() {
    return FunctionSpec.newBuilder().setUrn(URN).build();
  }

  @Override
  public PCollection<T> expand(PBegin input) {
    return PCollection.createPrimitiveOutputInternal(
        input.getPipeline(), WindowingStrategy.globalDefault(), IsBounded.BOUNDED, coder);
  }
}
