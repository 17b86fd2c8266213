// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.memory.HeapFootprint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The heap that many objects take together, from the mean weight of a sample: some of the first,
 * then one in 64.
 *
 * @param <T> the type of the objects
 */
final class SampledFootprint<T extends @Nullable Object> {
  private static final int INTERVAL = 64;

  /**
   * So few objects are only estimated: the first measurement is slow, and a small table is not
   * worth it.
   */
  private static final int MAX_ESTIMATED = 16;

  private final HeapFootprint<T> footprint;
  private boolean measuring;
  private long samples;
  private double sampledBytes;
  private long objects;
  private final Charge charge = new Charge();

  SampledFootprint(Codec<T> codec) {
    this.footprint = new HeapFootprint<>(codec);
  }

  /**
   * Counts one more object; returns the bytes to charge for it, such that all charges together are
   * the estimate for all objects.
   *
   * @throws IOException if the codec fails
   */
  long add(T object) throws IOException {
    objects++;
    if (objects % INTERVAL == 0 || (objects < INTERVAL && Long.bitCount(objects) == 1)) {
      sample(object);
    }
    return charge.upTo(sampledBytes / samples * objects);
  }

  /** Returns the bytes charged for the objects. */
  long chargedBytes() {
    return charge.chargedBytes();
  }

  /**
   * Starts again with no objects. What is known of their weight stays known, but weighs as one
   * object.
   */
  void forgetObjects() {
    if (samples > 0) {
      sampledBytes /= samples;
      samples = 1;
    }
    objects = 0;
    charge.forget();
  }

  private void sample(T object) throws IOException {
    if (!measuring && objects > MAX_ESTIMATED) {
      measuring = true;
      samples = 0;
      sampledBytes = 0;
    }
    samples++;
    sampledBytes += measuring ? footprint.measure(object) : footprint.estimate(object);
  }
}
