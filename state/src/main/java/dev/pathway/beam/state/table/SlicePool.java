// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.ChunkedInput;
import dev.pathway.beam.state.memory.MemoryAccount;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Growing strings of bytes, very many at once, in few arrays.
 *
 * <p>Charges what it allocates. Written by one thread; read by any once it does not change any
 * more.
 */
final class SlicePool {
  /*
   * A string is a chain of slices. The first one has the size of what is appended first, each
   * further one half as much again as the one before, up to 8 KiB. Slices are cut from pages of 64
   * KiB; what does not fit a slice gets pages of its own of exactly the size needed, up to 256 KiB
   * (so that no array is humongous to G1). Only the first page starts small.
   *
   * Slices start at multiples of 8 bytes; the address of one is the number of its page above the
   * offset in units of 8 bytes, and taken as unsigned. A slice begins with the address of the next
   * one (4 bytes) and its size in units (2 bytes); content follows.
   *
   * A string is described by two longs in an array of the caller: the addresses of the first and
   * the last slice; the bytes used in the last slice and the bytes that its content has room for.
   */
  static final int STATE_LONGS = 2;

  /** Where the {@link #end} of an empty string is. */
  static final long START = -1L << 32;

  private static final long EMPTY_ADDRESSES = -1;
  private static final int NO_SLICE = -1;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle CHAR =
      MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.nativeOrder());
  private static final int UNIT_BITS = 3;
  private static final int UNITS_OFFSET = Integer.BYTES;
  private static final int HEADER_BYTES = Integer.BYTES + Character.BYTES;
  private static final int FIRST_PAGE_BYTES = 1 << 9;
  private static final int PAGE_BYTES = 1 << 16;
  private static final int PAGE_BITS = 16 - UNIT_BITS;
  private static final int MAX_PAGES = 1 << (Integer.SIZE - PAGE_BITS);
  private static final int MIN_SLICE_BYTES = 16;
  private static final int MAX_SLICE_BYTES = 1 << 13;
  private static final int MAX_OWN_PAGE_BYTES = 1 << 18;
  private static final int ARRAY_HEADER_BYTES = 16;

  private final MemoryAccount memory;
  private byte[][] pages = new byte[4][];
  private int pageCount;
  private int page = -1;
  private int used = PAGE_BYTES;

  SlicePool(MemoryAccount memory) {
    this.memory = memory;
  }

  /** Makes a state that of an empty string. */
  static void initialize(long[] states, int at) {
    states[at] = EMPTY_ADDRESSES;
    states[at + 1] = 0;
  }

  /** Returns whether so little is left to address that the pool should be cleared. */
  boolean isNearlyFull() {
    return pageCount > MAX_PAGES - MAX_PAGES / 8;
  }

  /**
   * Appends bytes to a string.
   *
   * @param states holds the state of the string from {@code at} on
   * @param following how many bytes will be appended to the same string next, for choosing sizes
   */
  void append(long[] states, int at, byte[] bytes, int offset, int length, long following) {
    int last = (int) states[at];
    int usedInLast = (int) (states[at + 1] >>> 32);
    int room = (int) states[at + 1];
    int from = offset;
    int left = length;
    while (left > 0) {
      if (usedInLast == room) {
        int slice = allocate(room, left + following);
        if (last == NO_SLICE) {
          states[at] = ((long) slice << 32) | Integer.toUnsignedLong(slice);
        } else {
          INT.set(pageOf(pages, last), offsetOf(last), slice);
          states[at] = (states[at] & 0xFFFFFFFF00000000L) | Integer.toUnsignedLong(slice);
        }
        last = slice;
        usedInLast = 0;
        room = roomOf(pages, slice);
      }
      int count = Math.min(left, room - usedInLast);
      int target = offsetOf(last) + HEADER_BYTES + usedInLast;
      System.arraycopy(bytes, from, pageOf(pages, last), target, count);
      usedInLast += count;
      from += count;
      left -= count;
    }
    states[at + 1] = ((long) usedInLast << 32) | room;
  }

  /** Returns the length of a string. Cost: a step for each slice. */
  long length(long[] states, int at) {
    int last = (int) states[at];
    int usedInLast = (int) (states[at + 1] >>> 32);
    long length = usedInLast;
    for (int slice = (int) (states[at] >>> 32); slice != last; slice = nextOf(pages, slice)) {
      length += roomOf(pages, slice);
    }
    return length;
  }

  /** Opens a stream over a string, which must not be appended to any more. */
  ChunkedInput open(long[] states, int at) {
    return openFrom(states, at, START);
  }

  /** Returns where the end of a string is, for {@link #openFrom}: also once more was appended. */
  long end(long[] states, int at) {
    return (states[at] << 32) | (states[at + 1] >>> 32);
  }

  /** Opens a stream over a string from where its end was; as long as nothing is appended to it. */
  ChunkedInput openFrom(long[] states, int at, long position) {
    int first = (int) (position >>> 32);
    return new SliceInput(
        pages,
        first == NO_SLICE ? (int) (states[at] >>> 32) : first,
        (int) position,
        (int) states[at],
        (int) (states[at + 1] >>> 32));
  }

  /** Drops all strings and all memory. What was charged is the caller's to release. */
  void reset() {
    pages = new byte[4][];
    pageCount = 0;
    page = -1;
    used = PAGE_BYTES;
  }

  /** Returns the address of a new slice for that many bytes or fewer. */
  private int allocate(int roomBefore, long needed) {
    if (needed > MAX_SLICE_BYTES - HEADER_BYTES) {
      long size = Math.min(MAX_OWN_PAGE_BYTES, needed + HEADER_BYTES);
      byte[] own = addPage(roundUp((int) size));
      setUnits(own, 0, own.length);
      return (pageCount - 1) << PAGE_BITS;
    }
    int before = roomBefore == 0 ? 0 : roomBefore + HEADER_BYTES;
    int grown = Math.min(MAX_SLICE_BYTES, Math.max(MIN_SLICE_BYTES, before + before / 2));
    int size = roundUp(Math.max(grown, (int) needed + HEADER_BYTES));
    if (size > PAGE_BYTES - used) {
      addPage(page < 0 ? FIRST_PAGE_BYTES : PAGE_BYTES);
      page = pageCount - 1;
      used = 0;
    }
    if (used + size > pages[page].length) {
      enlargePage(used + size);
    }
    int slice = (page << PAGE_BITS) | (used >>> UNIT_BITS);
    setUnits(pages[page], used, size);
    used += size;
    return slice;
  }

  private byte[] addPage(int bytes) {
    if (pageCount == MAX_PAGES) {
      throw new IllegalStateException("More than " + MAX_PAGES + " pages in one table");
    }
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, 2 * pageCount);
    }
    memory.charge(bytes + ARRAY_HEADER_BYTES);
    byte[] added = new byte[bytes];
    pages[pageCount++] = added;
    return added;
  }

  private void enlargePage(int atLeast) {
    int before = pages[page].length;
    int bytes = before;
    while (bytes < atLeast) {
      bytes *= 2;
    }
    memory.charge(bytes - before);
    pages[page] = Arrays.copyOf(pages[page], bytes);
  }

  private static byte[] pageOf(byte[][] pages, int slice) {
    return pages[slice >>> PAGE_BITS];
  }

  private static int offsetOf(int slice) {
    return (slice & ((1 << PAGE_BITS) - 1)) << UNIT_BITS;
  }

  private static int nextOf(byte[][] pages, int slice) {
    return (int) INT.get(pageOf(pages, slice), offsetOf(slice));
  }

  private static int roomOf(byte[][] pages, int slice) {
    char units = (char) CHAR.get(pageOf(pages, slice), offsetOf(slice) + UNITS_OFFSET);
    return (units << UNIT_BITS) - HEADER_BYTES;
  }

  private static void setUnits(byte[] page, int offset, int bytes) {
    CHAR.set(page, offset + UNITS_OFFSET, (char) (bytes >>> UNIT_BITS));
  }

  private static int roundUp(int bytes) {
    int unit = 1 << UNIT_BITS;
    return (bytes + unit - 1) & -unit;
  }

  /** Reads a chain of slices, also after the pool has been reset. */
  private static final class SliceInput extends ChunkedInput {
    private final byte[][] pages;
    private final int last;
    private final int usedInLast;
    private int next;
    private int skip;
    private boolean atEnd;

    SliceInput(byte[][] pages, int first, int skip, int last, int usedInLast) {
      this.pages = pages;
      this.next = first;
      this.skip = skip;
      this.last = last;
      this.usedInLast = usedInLast;
      this.atEnd = last == NO_SLICE;
    }

    @Override
    protected boolean nextChunk() {
      if (atEnd) {
        return false;
      }
      int slice = next;
      int start = offsetOf(slice) + HEADER_BYTES;
      if (slice == last) {
        atEnd = true;
        setChunk(pageOf(pages, slice), start + skip, start + usedInLast);
      } else {
        setChunk(pageOf(pages, slice), start + skip, start + roomOf(pages, slice));
        next = nextOf(pages, slice);
      }
      skip = 0;
      return true;
    }
  }
}
