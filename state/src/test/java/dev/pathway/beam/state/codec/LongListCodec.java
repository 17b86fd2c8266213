// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** The codec of lists of longs. */
public final class LongListCodec implements Codec<List<Long>> {

  @Override
  public void encode(List<Long> value, OutputStream out) throws IOException {
    Varint.write(value.size(), out);
    for (long number : value) {
      BasicCodecs.longs().encode(number, out);
    }
  }

  @Override
  public List<Long> decode(InputStream in) throws IOException {
    int size = (int) Varint.read(in);
    List<Long> value = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      value.add(BasicCodecs.longs().decode(in));
    }
    return value;
  }
}
