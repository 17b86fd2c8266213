// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.combine;

import dev.pathway.beam.translation.coder.EncodedHash;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.values.KV;

/**
 * A sample of some size that is the same for the same elements: those with the least hashes of
 * their encodings, so that equal ones are all taken before the next. It is kept in this order, with
 * the hashes.
 *
 * @param <T> the type of the elements
 */
public final class RepeatableSample<T> extends CombineFn<T, List<KV<Long, T>>, Iterable<T>> {
  private static final long serialVersionUID = 1L;
  private static final int MIX_SHIFT = 33;
  private static final long MIX_1 = 0xff51afd7ed558ccdL;
  private static final long MIX_2 = 0xc4ceb9fe1a85ec53L;

  private final int size;
  private final Coder<T> coder;

  /**
   * Makes one.
   *
   * @param size how many elements are taken, at most
   * @param coder the coder of the elements
   */
  public RepeatableSample(int size, Coder<T> coder) {
    this.size = size;
    this.coder = coder;
  }

  @Override
  public List<KV<Long, T>> createAccumulator() {
    return new ArrayList<>();
  }

  @Override
  public List<KV<Long, T>> addInput(List<KV<Long, T>> sample, T input) {
    add(sample, KV.of(hash(input), input));
    return sample;
  }

  @Override
  public List<KV<Long, T>> mergeAccumulators(Iterable<List<KV<Long, T>>> samples) {
    List<KV<Long, T>> merged = createAccumulator();
    samples.forEach(sample -> sample.forEach(each -> add(merged, each)));
    return merged;
  }

  @Override
  public Iterable<T> extractOutput(List<KV<Long, T>> sample) {
    List<T> elements = new ArrayList<>(sample.size());
    sample.forEach(each -> elements.add(each.getValue()));
    return elements;
  }

  @Override
  public Coder<List<KV<Long, T>>> getAccumulatorCoder(CoderRegistry registry, Coder<T> input) {
    return ListCoder.of(KvCoder.of(BigEndianLongCoder.of(), input));
  }

  @Override
  public Coder<Iterable<T>> getDefaultOutputCoder(CoderRegistry registry, Coder<T> input) {
    return IterableCoder.of(input);
  }

  private void add(List<KV<Long, T>> sample, KV<Long, T> element) {
    int place = place(sample, element.getKey());
    if (place < size) {
      sample.add(place, element);
      if (sample.size() > size) {
        sample.remove(size);
      }
    }
  }

  /** Returns the place behind all elements with a hash and lesser ones. */
  private static <T> int place(List<KV<Long, T>> sample, long hash) {
    int low = 0;
    int high = sample.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sample.get(middle).getKey() <= hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long hash(T element) {
    try {
      // Each bit of it should depend on all, or samples would be of neighbours.
      long hash = EncodedHash.of(element, coder);
      hash = (hash ^ (hash >>> MIX_SHIFT)) * MIX_1;
      hash = (hash ^ (hash >>> MIX_SHIFT)) * MIX_2;
      return hash ^ (hash >>> MIX_SHIFT);
    } catch (CoderException e) {
      throw new IllegalArgumentException("An element of a sample cannot be encoded by " + coder, e);
    }
  }
}
