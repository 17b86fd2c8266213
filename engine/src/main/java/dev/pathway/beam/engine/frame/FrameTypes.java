// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.frame;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** What members send each other on the edges of a job, by the numbers Hazelcast knows it by. */
public final class FrameTypes implements DataSerializableFactory {
  /** The number of this factory. */
  public static final int FACTORY_ID = 20_257;

  static final int ENCODED_FRAME = 1;

  @Override
  public IdentifiedDataSerializable create(int typeId) {
    if (typeId != ENCODED_FRAME) {
      throw new IllegalArgumentException("members of different versions: no type " + typeId);
    }
    return new EncodedFrame();
  }
}
