// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SplittableRandom;

/**
 * A key whose hash the test chooses.
 *
 * @param name what makes keys different
 * @param hash the hash
 */
record TestKey(String name, int hash) {
  static final Codec<TestKey> CODEC = new NullableCodec<>(new KeyCodec());

  /** Returns one of {@code count} keys, some with equal hashes, one of them null and one empty. */
  static TestKey random(SplittableRandom random, int count) {
    return of(random.nextInt(count));
  }

  /** Returns the key of a number. */
  @SuppressWarnings("NullAway") // Null is a key like others.
  static TestKey of(int number) {
    return switch (number) {
      case 0 -> null;
      case 1 -> new TestKey("", 0);
      default -> new TestKey("key-" + number, number % 3 == 0 ? number % 5 : -number * 31);
    };
  }

  @Override
  public int hashCode() {
    return hash;
  }

  private static final class KeyCodec implements Codec<TestKey> {

    @Override
    public void encode(TestKey value, OutputStream out) throws IOException {
      BasicCodecs.strings().encode(value.name, out);
      BasicCodecs.integers().encode(value.hash, out);
    }

    @Override
    public TestKey decode(InputStream in) throws IOException {
      return new TestKey(BasicCodecs.strings().decode(in), BasicCodecs.integers().decode(in));
    }
  }
}
