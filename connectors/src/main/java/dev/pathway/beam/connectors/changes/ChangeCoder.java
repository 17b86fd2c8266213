// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * Encodes a {@link Change}: its diff, its epoch, its element.
 *
 * @param <T> the type of the element
 */
public final class ChangeCoder<T> extends StructuredCoder<Change<T>> {
  private static final long serialVersionUID = 1L;

  private final Coder<T> values;

  private ChangeCoder(Coder<T> values) {
    this.values = values;
  }

  /** Returns the coder of changes of elements with the given coder. */
  public static <T> ChangeCoder<T> of(Coder<T> values) {
    return new ChangeCoder<>(values);
  }

  /** Returns the coder of the elements. */
  public Coder<T> valueCoder() {
    return values;
  }

  @Override
  public void encode(Change<T> change, OutputStream out) throws IOException {
    VarLongCoder.of().encode(change.diff(), out);
    VarLongCoder.of().encode(change.epoch(), out);
    values.encode(change.value(), out);
  }

  @Override
  public Change<T> decode(InputStream in) throws IOException {
    long diff = VarLongCoder.of().decode(in);
    long epoch = VarLongCoder.of().decode(in);
    return new Change<>(values.decode(in), diff, epoch);
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(values);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    values.verifyDeterministic();
  }
}
