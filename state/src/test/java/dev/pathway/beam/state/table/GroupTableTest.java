// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupTableTest {
  @TempDir Path base;

  @Test
  void seal_nothingAdded_hasNoGroups() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base);
        GroupTable<String, Long> table = table(fixture)) {
      Groups<String, Long> groups = table.seal();

      assertThat(groups.iterator().hasNext()).isFalse();
      assertThat(groups.groups()).isZero();
      assertThat(groups.find("a")).isNull();
      assertThatThrownBy(() -> groups.iterator().next()).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void seal_inMemory_keepsOrderOfKeysAndValues() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base);
        GroupTable<String, Long> table = table(fixture)) {
      table.add("b", 1L, 5);
      table.add("a", 2L, 7);
      table.add("b", 3L, 4);

      Iterator<Group<String, Long>> groups = table.seal().iterator();

      Group<String, Long> first = groups.next();
      assertThat(first.key()).isEqualTo("b");
      assertThat(first.mark()).isEqualTo(4);
      assertThat(first.size()).isEqualTo(2);
      assertThat(first.values()).containsExactly(1L, 3L);
      assertThat(groups.next().values()).containsExactly(2L);
      assertThat(groups.hasNext()).isFalse();
      assertThat(fixture.files()).isEmpty();
    }
  }

  @Test
  void values_changedByReader_areReadUnchangedAgain() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base);
        GroupTable<String, byte[]> table =
            fixture.groups(BasicCodecs.strings(), BasicCodecs.byteArrays())) {
      byte[] added = {1, 2};
      table.add("a", added, 0);
      added[0] = 9;
      Group<String, byte[]> group = find(table.seal(), "a");

      group.values().iterator().next()[1] = 9;

      assertThat(group.values().iterator().next()).containsExactly(1, 2);
    }
  }

  @Test
  void values_emptyEncodings_areCounted() throws IOException {
    for (SpillFixture fixture :
        List.of(SpillFixture.ample(base), SpillFixture.scarce(base, 1_000))) {
      try (fixture;
          GroupTable<String, Void> table = fixture.groups(BasicCodecs.strings(), new VoidCodec())) {
        for (int i = 0; i < 300; i++) {
          table.add("key-" + i % 100, nothing(), 0);
        }

        Group<String, Void> group = find(table.seal(), "key-7");

        assertThat(group.values()).containsExactly(nothing(), nothing(), nothing());
      }
    }
  }

  @Test
  void find_closed_throws() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base)) {
      GroupTable<String, Long> table = table(fixture);
      table.add("a", 1L, 0);
      Groups<String, Long> groups = table.seal();
      Group<String, Long> group = find(groups, "a");
      groups.close();

      assertThatThrownBy(() -> groups.find("a"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has been closed");
      assertThatThrownBy(() -> group.values().iterator()).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> table.add("a", 1L, 0)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void add_sealed_throws() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base);
        GroupTable<String, Long> table = table(fixture)) {
      table.seal();

      assertThatThrownBy(() -> table.add("a", 1L, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The group table has been sealed");
      assertThatThrownBy(table::seal).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void add_valueCannotBeEncoded_changesNothing() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base);
        GroupTable<String, Long> table =
            fixture.groups(BasicCodecs.strings(), new PositiveCodec())) {
      table.add("a", 1L, 0);

      assertThatThrownBy(() -> table.add("a", -1L, 0)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> table.add("b", -1L, 0)).isInstanceOf(IOException.class);
      table.add("a", 2L, 0);

      Groups<String, Long> groups = table.seal();
      assertThat(groups.groups()).isEqualTo(1);
      assertThat(find(groups, "a").values()).containsExactly(1L, 2L);
    }
  }

  @Test
  void values_codecReadsLessThanItWrote_throws() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base);
        GroupTable<String, Long> table =
            fixture.groups(BasicCodecs.strings(), new CarelessCodec())) {
      table.add("a", 1L, 0);
      Group<String, Long> group = find(table.seal(), "a");

      assertThatThrownBy(() -> group.values().forEach(value -> {}))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("does not read all the bytes");
    }
  }

  private static GroupTable<String, Long> table(SpillFixture fixture) {
    return fixture.groups(BasicCodecs.strings(), BasicCodecs.longs());
  }

  private static <V> Group<String, V> find(Groups<String, V> groups, String key) {
    return requireNonNull(groups.find(key));
  }

  @SuppressWarnings("NullAway") // The only value of its type is null.
  private static Void nothing() {
    return null;
  }

  private static final class VoidCodec implements Codec<Void> {

    @Override
    public void encode(Void value, OutputStream out) {}

    @Override
    public Void decode(InputStream in) {
      return nothing();
    }
  }

  private static final class PositiveCodec implements Codec<Long> {

    @Override
    public void encode(Long value, OutputStream out) throws IOException {
      out.write(77);
      if (value < 0) {
        throw new IOException("negative");
      }
      BasicCodecs.longs().encode(value, out);
    }

    @Override
    public Long decode(InputStream in) throws IOException {
      assertThat(in.read()).isEqualTo(77);
      return BasicCodecs.longs().decode(in);
    }
  }

  private static final class CarelessCodec implements Codec<Long> {

    @Override
    public void encode(Long value, OutputStream out) throws IOException {
      BasicCodecs.longs().encode(value, out);
      out.write(0);
    }

    @Override
    public Long decode(InputStream in) throws IOException {
      return BasicCodecs.longs().decode(in);
    }
  }
}
