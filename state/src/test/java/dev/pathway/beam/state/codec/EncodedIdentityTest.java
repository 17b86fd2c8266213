// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Identities of bytes. */
final class EncodedIdentityTest {
  @Test
  void equals_sameBytes_isSameIdentity() {
    EncodedIdentity identity = new EncodedIdentity(new byte[] {1, 2});

    assertThat(identity)
        .isEqualTo(new EncodedIdentity(new byte[] {1, 2}))
        .hasSameHashCodeAs(new EncodedIdentity(new byte[] {1, 2}))
        .isNotEqualTo(new EncodedIdentity(new byte[] {1, 3}))
        .isNotEqualTo(new EncodedIdentity(new byte[] {1}));
  }

  @Test
  void codec_twoInARow_readsEachToItsEnd() throws IOException {
    EncodeBuffer buffer = new EncodeBuffer();
    Codec<Object> codec = EncodedIdentity.codec();
    buffer.encode(codec, new EncodedIdentity(new byte[] {1, 2}));
    buffer.encode(codec, new EncodedIdentity(new byte[0]));

    ByteArrayInputStream in = new ByteArrayInputStream(buffer.toByteArray());

    assertThat(codec.decode(in)).isEqualTo(new EncodedIdentity(new byte[] {1, 2}));
    assertThat(codec.decode(in)).isEqualTo(new EncodedIdentity(new byte[0]));
    assertThatThrownBy(() -> codec.decode(in)).isInstanceOf(EOFException.class);
  }
}
