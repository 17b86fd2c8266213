// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Integers in as many bytes as they need: seven bits a byte, the lowest first, the high bit set on
 * all bytes but the last.
 *
 * <p>Numbers are taken as unsigned, so a negative {@code long} takes ten bytes.
 */
public final class Varint {
  /** The most bytes that a number takes. */
  public static final int MAX_BYTES = 10;

  private Varint() {}

  /** Returns an unsigned number that is small if the signed one is near zero. */
  public static long fromSigned(long number) {
    return (number << 1) ^ (number >> 63);
  }

  /** Returns the signed number that {@link #fromSigned} was given. */
  public static long toSigned(long unsigned) {
    return (unsigned >>> 1) ^ -(unsigned & 1);
  }

  /** Returns the number of bytes that {@link #write} writes for the number. */
  public static int length(long number) {
    return (Long.SIZE + 6 - Long.numberOfLeadingZeros(number | 1)) / 7;
  }

  /** Writes the number. */
  public static void write(long number, OutputStream out) throws IOException {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /**
   * Writes the number into an array and returns the index after its last byte.
   *
   * @throws ArrayIndexOutOfBoundsException if the array is too short
   */
  public static int write(long number, byte[] target, int offset) {
    int at = offset;
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  /**
   * Reads a number.
   *
   * @throws EOFException if the stream ends before the number does
   * @throws IOException if the number has more than 64 bits
   */
  public static long read(InputStream in) throws IOException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("The stream ended inside a variable-length integer");
      }
      number |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return number;
      }
    }
    throw new IOException("A variable-length integer has more than " + MAX_BYTES + " bytes");
  }

  /**
   * Returns the number that {@link #write} wrote at an index, which is followed by the next one
   * after {@link #length} bytes.
   *
   * @throws ArrayIndexOutOfBoundsException if the array ends before the number does
   */
  public static long at(byte[] bytes, int index) {
    int next = bytes[index];
    long number = next & 0x7F;
    int at = index;
    for (int shift = 7; next < 0; shift += 7) {
      next = bytes[++at];
      number |= (next & 0x7FL) << shift;
    }
    return number;
  }
}
