// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

final class SizeGlanceTest {
  @SuppressWarnings("ArrayRecordComponent") // as users have them
  private record Photo(String name, byte[] pixels) {}

  private record Album(List<Photo> photos, int year) {}

  /** Refers to itself. */
  private static final class Ring {
    private final Ring next = this;

    @Override
    public String toString() {
      return "ring of " + next.getClass();
    }
  }

  private static final Photo PHOTO = new Photo("sea", new byte[10_000]);

  @Test
  void at_textsArraysAndCollections_theirLengths() {
    assertThat(SizeGlance.at("a".repeat(1000))).isEqualTo(1000);
    assertThat(SizeGlance.at(new byte[1000])).isEqualTo(1000);
    assertThat(SizeGlance.at(new long[1000])).isEqualTo(8000);
    assertThat(SizeGlance.at(Collections.nCopies(1000, 1))).isEqualTo(8000);
    assertThat(SizeGlance.at(Map.of(1, "a".repeat(1000)))).isBetween(1000L, 1100L);
  }

  @Test
  void at_objects_whatTheirFieldsHold() {
    assertThat(SizeGlance.at(PHOTO)).isEqualTo(10_003);
    assertThat(SizeGlance.at(KV.of("key", new byte[1000]))).isEqualTo(1003);
    assertThat(SizeGlance.at(new Album(List.of(PHOTO), 1990))).isGreaterThanOrEqualTo(8);
    Schema schema = Schema.builder().addStringField("text").build();
    long small = SizeGlance.at(Row.withSchema(schema).addValue("").build());
    assertThat(SizeGlance.at(Row.withSchema(schema).addValue("a".repeat(9000)).build()) - small)
        .isEqualTo(9000);
  }

  @Test
  void at_whatCannotBeSeen_isNothing() {
    assertThat(SizeGlance.at(null)).isZero();
    assertThat(SizeGlance.at(7L)).isZero();
    assertThat(SizeGlance.at(Optional.of("text"))).isZero();
    assertThat(SizeGlance.at(new Ring())).isZero();
  }

  @Test
  void at_lazyValues_areNotRead() {
    Iterable<Long> lazy =
        () -> {
          throw new AssertionError("read");
        };

    assertThat(SizeGlance.at(KV.of("key", lazy))).isEqualTo(3);
  }
}
