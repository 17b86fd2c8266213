// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.memory;

import com.sun.management.ThreadMXBean;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Weighs objects: how many heap bytes a value takes, of which only the codec is known.
 *
 * <p>Meant for samples. Thread-confined.
 *
 * @param <T> the type of the values
 */
public final class HeapFootprint<T extends @Nullable Object> {
  private static final long OBJECT_BYTES = 32;
  private static final long LARGE_BYTES = 1 << 16;
  private static final long HEAP_BYTES_PER_ENCODED_BYTE = 3;

  private final Codec<T> codec;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private long encodedBytes;

  /** Written so that the allocation of a copy cannot be optimised away. */
  @SuppressWarnings("UnusedVariable")
  private @Nullable Object lastCopy;

  /** Creates scales for the values of a codec. */
  public HeapFootprint(Codec<T> codec) {
    this.codec = codec;
  }

  /**
   * Returns a guess at the heap bytes of a value from the length of its encoding. Cost: one
   * encoding.
   *
   * @throws IOException if the codec fails
   */
  public long estimate(T value) throws IOException {
    encode(value);
    buffer.clear();
    return estimate();
  }

  /**
   * Returns the heap bytes of a value with all that it refers to. Cost: one encoding and one or two
   * decodings, and at the first call in a process some milliseconds.
   *
   * @throws IOException if the codec fails
   */
  public long measure(T value) throws IOException {
    // What a decoded copy takes is what the thread allocates while it decodes, or little less.
    encode(value);
    long allocated = allocatedByDecoding();
    if (encodedBytes < LARGE_BYTES) {
      allocated = Math.min(allocated, allocatedByDecoding()); // The first may have loaded classes.
    }
    buffer.clear();
    return allocated < 0 ? estimate() : allocated;
  }

  /** Returns the length of the encoding of the value weighed last. */
  public long encodedBytes() {
    return encodedBytes;
  }

  private void encode(T value) throws IOException {
    buffer.clear();
    codec.encode(value, buffer);
    encodedBytes = buffer.size();
  }

  private long estimate() {
    return OBJECT_BYTES + HEAP_BYTES_PER_ENCODED_BYTE * encodedBytes;
  }

  /** Returns a negative number if the virtual machine does not count. */
  private long allocatedByDecoding() throws IOException {
    ThreadMXBean counter = AllocationCounter.BEAN;
    if (counter == null) {
      return -1;
    }
    var in = buffer.openInput();
    long before = counter.getCurrentThreadAllocatedBytes();
    lastCopy = codec.decode(in);
    long after = counter.getCurrentThreadAllocatedBytes();
    lastCopy = null;
    return before < 0 ? -1 : after - before;
  }

  /**
   * Holds the virtual machine's counter of allocated bytes; its classes are loaded at first use.
   */
  private static final class AllocationCounter {
    static final @Nullable ThreadMXBean BEAN = find();

    private static @Nullable ThreadMXBean find() {
      return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
              && bean.isThreadAllocatedMemorySupported()
              && bean.isThreadAllocatedMemoryEnabled()
          ? bean
          : null;
    }
  }
}
