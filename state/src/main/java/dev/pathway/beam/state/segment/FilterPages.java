// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The {@link KeyFilter} of a segment in its file: pages of 128 buckets, each with a checksum, read
 * when they are first asked.
 *
 * <p>The pages of a filter of up to 64 MiB, for about 50 million keys, stay in memory; those of a
 * larger one are read each time. One of up to 8 MiB that was just written is asked where it is.
 * Thread-safe.
 */
final class FilterPages {
  private static final int PAGE_BUCKETS = 128;
  private static final int PAGE_CONTENT_BYTES = PAGE_BUCKETS * KeyFilter.BUCKET_BYTES;
  private static final int PAGE_BYTES = PAGE_CONTENT_BYTES + SegmentLayout.CHECKSUM_BYTES;
  private static final int MAX_WRITTEN_BYTES = 8 << 20;
  private static final int MAX_KEPT_PAGES = (64 << 20) / PAGE_CONTENT_BYTES;

  private final SegmentFile file;
  private final long offset;
  private final int buckets;
  private final @Nullable AtomicReferenceArray<byte[]> kept;

  /** The whole filter, if it was just written. */
  private final byte @Nullable [] written;

  FilterPages(SegmentFile file, long offset, int buckets) {
    this(file, offset, buckets, null);
  }

  private FilterPages(SegmentFile file, long offset, int buckets, byte @Nullable [] written) {
    this.file = file;
    this.offset = offset;
    this.buckets = buckets;
    this.written = written;
    this.kept =
        written == null && pages(buckets) <= MAX_KEPT_PAGES
            ? new AtomicReferenceArray<>(pages(buckets))
            : null;
  }

  /** Takes a filter that is still in memory, and stays there, unless it is large. */
  static FilterPages written(SegmentFile file, long offset, byte[] filter) {
    return new FilterPages(
        file,
        offset,
        filter.length / KeyFilter.BUCKET_BYTES,
        filter.length <= MAX_WRITTEN_BYTES ? filter : null);
  }

  /** Returns the bytes of a filter in a file. */
  static long length(int buckets) {
    return (long) buckets * KeyFilter.BUCKET_BYTES
        + (long) pages(buckets) * SegmentLayout.CHECKSUM_BYTES;
  }

  /** Returns a filter as it is written to a file. */
  static byte[] encodePage(byte[] filter, int page) {
    int from = page * PAGE_CONTENT_BYTES;
    int length = Math.min(PAGE_CONTENT_BYTES, filter.length - from);
    ByteBuffer encoded = ByteBuffer.allocate(length + SegmentLayout.CHECKSUM_BYTES);
    encoded.put(filter, from, length);
    encoded.putInt(SegmentLayout.blockChecksum(page, filter, from, length));
    return encoded.array();
  }

  /** Returns the number of pages of a filter. */
  static int pages(int buckets) {
    return (buckets + PAGE_BUCKETS - 1) / PAGE_BUCKETS;
  }

  /** Returns whether the key with the hash may be there. */
  boolean mayContain(long hash) throws IOException {
    int bucket = KeyFilter.bucketOf(hash, buckets);
    if (written != null) {
      return KeyFilter.mayContain(hash, written, bucket * KeyFilter.BUCKET_BYTES);
    }
    byte[] page = page(bucket / PAGE_BUCKETS);
    return KeyFilter.mayContain(hash, page, bucket % PAGE_BUCKETS * KeyFilter.BUCKET_BYTES);
  }

  /** Reads and checks all pages. */
  void verify() throws IOException {
    for (int page = 0; page < pages(buckets); page++) {
      read(page);
    }
  }

  private byte[] page(int page) throws IOException {
    if (kept == null) {
      return read(page);
    }
    byte[] bytes = kept.get(page);
    if (bytes == null) {
      bytes = read(page);
      kept.set(page, bytes);
    }
    return bytes;
  }

  private byte[] read(int page) throws IOException {
    int left = buckets - page * PAGE_BUCKETS;
    int length = Math.min(PAGE_BUCKETS, left) * KeyFilter.BUCKET_BYTES;
    byte[] bytes = new byte[length + SegmentLayout.CHECKSUM_BYTES];
    long at = offset + (long) page * PAGE_BYTES;
    try {
      file.read(bytes, at);
    } catch (EOFException e) {
      throw new DamagedSegmentException(file.path(), at, "the file ends within the key filter");
    }
    int expected = ByteBuffer.wrap(bytes).getInt(length);
    if (SegmentLayout.blockChecksum(page, bytes, length) != expected) {
      throw new DamagedSegmentException(
          file.path(), at, "the checksum of the key filter does not match");
    }
    return bytes;
  }
}
