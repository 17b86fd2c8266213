// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The codecs of simple JDK types. */
public final class BasicCodecs {
  private static final int FIRST_READ_BYTES = 1 << 20;

  private BasicCodecs() {}

  /** Returns the codec of longs as zigzag varints: numbers near zero take one byte. */
  public static Codec<Long> longs() {
    return LongCodec.INSTANCE;
  }

  /** Returns the codec of integers as zigzag varints: numbers near zero take one byte. */
  public static Codec<Integer> integers() {
    return IntegerCodec.INSTANCE;
  }

  /** Returns the codec of byte arrays as length and content. */
  public static Codec<byte[]> byteArrays() {
    return BytesCodec.INSTANCE;
  }

  /** Returns the codec of strings as the length and content of their UTF-8 form. */
  public static Codec<String> strings() {
    return StringCodec.INSTANCE;
  }

  private enum LongCodec implements Codec<Long> {
    INSTANCE;

    @Override
    public void encode(Long value, OutputStream out) throws IOException {
      long number = value;
      Varint.write((number << 1) ^ (number >> 63), out);
    }

    @Override
    public Long decode(InputStream in) throws IOException {
      long zigzag = Varint.read(in);
      return (zigzag >>> 1) ^ -(zigzag & 1);
    }
  }

  private enum IntegerCodec implements Codec<Integer> {
    INSTANCE;

    @Override
    public void encode(Integer value, OutputStream out) throws IOException {
      LongCodec.INSTANCE.encode((long) value, out);
    }

    @Override
    public Integer decode(InputStream in) throws IOException {
      long number = LongCodec.INSTANCE.decode(in);
      if (number != (int) number) {
        throw new IOException("Not the encoding of an integer: " + number);
      }
      return (int) number;
    }
  }

  private enum BytesCodec implements Codec<byte[]> {
    INSTANCE;

    @Override
    public void encode(byte[] value, OutputStream out) throws IOException {
      Varint.write(value.length, out);
      out.write(value);
    }

    @Override
    public byte[] decode(InputStream in) throws IOException {
      long length = Varint.read(in);
      if (length < 0 || length > Integer.MAX_VALUE) {
        throw new IOException("Not the length of a byte array: " + length);
      }
      if (length > FIRST_READ_BYTES) {
        // readNBytes grows with what arrives: a damaged length must not allocate gigabytes.
        return checkLength(in.readNBytes((int) length), (int) length);
      }
      byte[] bytes = new byte[(int) length];
      int read = in.readNBytes(bytes, 0, bytes.length);
      if (read < length) {
        throw endedEarly(read, (int) length);
      }
      return bytes;
    }

    private static byte[] checkLength(byte[] bytes, int length) throws EOFException {
      if (bytes.length < length) {
        throw endedEarly(bytes.length, length);
      }
      return bytes;
    }

    private static EOFException endedEarly(int read, int length) {
      return new EOFException("The stream ended after " + read + " of " + length + " bytes");
    }
  }

  private enum StringCodec implements Codec<String> {
    INSTANCE;

    @Override
    public void encode(String value, OutputStream out) throws IOException {
      BytesCodec.INSTANCE.encode(value.getBytes(UTF_8), out);
    }

    @Override
    public String decode(InputStream in) throws IOException {
      return new String(BytesCodec.INSTANCE.decode(in), UTF_8);
    }
  }
}
