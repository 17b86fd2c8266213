// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;

/**
 * A GroupByKey over values that do not fit into the heap, each group iterated several times. The
 * plain loop keeps no values: it says what the generator and the hashing cost.
 */
final class LargeGroupsWorkload implements Workload {
  private static final long SEED = 20_240_603;
  private static final int VALUE_BYTES = 1024;

  private final String name;
  private final long values;
  private final long keys;
  private final int passes;

  /**
   * Creates the workload.
   *
   * @param name its name
   * @param values values of {@value #VALUE_BYTES} bytes at scale 1
   * @param keys keys over which they spread
   * @param passes how often each group is iterated
   */
  LargeGroupsWorkload(String name, long values, long keys, int passes) {
    this.name = name;
    this.values = values;
    this.keys = keys;
    this.passes = passes;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "GroupByKey over %,d values of 1 KiB in %,d keys, each group iterated %d times: for a small heap, on request"
        .formatted(values, keys, passes);
  }

  @Override
  public boolean onRequest() {
    return true;
  }

  @Override
  public long defaultSize() {
    return values;
  }

  @Override
  public void build(Pipeline pipeline, Parameters parameters) {
    long keyCount = keys;
    int passCount = passes;
    pipeline
        .apply(
            "Read",
            Read.from(
                IndexedSource.of(
                    index -> at(index, keyCount),
                    KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of()),
                    VALUE_BYTES,
                    parameters.size())))
        .apply("Group", GroupByKey.create())
        .apply(
            "Digest",
            ParDo.of(
                new DigestFn<KV<Long, Iterable<byte[]>>>(
                    group -> hash(group.getKey(), group.getValue(), passCount))));
  }

  @Override
  public Digest runPlain(Parameters parameters) {
    long[] counts = new long[Math.toIntExact(keys)];
    long[] sums = new long[Math.toIntExact(keys)];
    for (long i = 0; i < parameters.size(); i++) {
      KV<Long, byte[]> pair = at(i, keys);
      int key = Math.toIntExact(pair.getKey());
      counts[key]++;
      sums[key] += Arrays.hashCode(pair.getValue());
    }
    Tally tally = new Tally();
    LongStream.range(0, keys)
        .filter(key -> counts[(int) key] > 0)
        .forEach(
            key -> tally.add(Hash64.of(key, counts[(int) key] * passes, sums[(int) key] * passes)));
    return tally.toDigest();
  }

  private static KV<Long, byte[]> at(long index, long keys) {
    long hash = Hash64.of(SEED + index);
    ByteBuffer value = ByteBuffer.allocate(VALUE_BYTES);
    while (value.hasRemaining()) {
      value.putLong(hash + value.position());
    }
    return KV.of(Long.remainderUnsigned(hash, keys), value.array());
  }

  private static long hash(Long key, Iterable<byte[]> values, int passes) {
    long count = 0;
    long sum = 0;
    for (int pass = 0; pass < passes; pass++) {
      for (byte[] value : values) {
        count++;
        sum += Arrays.hashCode(value);
      }
    }
    return Hash64.of(key, count, sum);
  }
}
