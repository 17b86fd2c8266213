// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.frame.FrameBuilder;
import dev.pathway.beam.engine.operator.EdgeSpec.Routing;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.spi.Weigher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RouterTest {
  private record Emitted(int ordinal, Frame frame) {}

  private final List<Emitted> emitted = new ArrayList<>();
  private final Partitions partitions = new Partitions(new int[] {0, 1, 2, 0, 1, 2, 0}, 3, 1);

  private Router router(Routing routing) {
    EdgeSpec edge = new EdgeSpec(5, routing, routing == Routing.KEYED ? new PairKeys() : null);
    return Router.of(
        edge,
        partitions,
        Weigher.constant(1),
        new ElementBytes(new PlainRows(), PlainCodec.codec()),
        (ordinal, frame) -> emitted.add(new Emitted(ordinal, frame)));
  }

  private static void append(Router router, @Nullable Object value) {
    router.append(value, 1, null, null, null, 1);
  }

  @Test
  void append_local_emitsFullFramesAndTheRestAtFlush() {
    Router router = router(Routing.LOCAL);
    for (int row = 0; row <= FrameBuilder.MAX_ROWS; row++) {
      append(router, row);
    }
    assertThat(emitted).hasSize(1);

    router.flush();
    router.flush();

    assertThat(emitted).hasSize(2).allMatch(each -> each.ordinal == 5);
    assertThat(emitted.get(0).frame.size()).isEqualTo(FrameBuilder.MAX_ROWS);
    assertThat(emitted.get(1).frame.size()).isEqualTo(1);
  }

  @Test
  void append_spread_goesToAllInTurnFromTheNearestOn() {
    Router router = router(Routing.SPREAD);
    append(router, "first");
    router.flush();
    assertThat(emitted)
        .singleElement()
        .satisfies(each -> assertThat(each.frame.partition()).isEqualTo(1));
    emitted.clear();

    for (int row = 0; row < 30; row++) {
      append(router, row);
    }
    router.flush();

    assertThat(emitted).hasSize(3).allMatch(each -> each.frame.size() == 10);
    assertThat(emitted.stream().map(each -> each.frame.partition()))
        .containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void append_keyed_sendsEachKeyToItsDestinationWithItsIdentity() {
    Router router = router(Routing.KEYED);
    for (long row = 0; row < 1000; row++) {
      append(router, new Pair(row % 50, row));
    }
    append(router, new Pair(null, -1L));
    router.flush();

    assertThat(emitted.stream().mapToInt(each -> each.frame.size()).sum()).isEqualTo(1001);
    for (Emitted each : emitted) {
      for (int row = 0; row < each.frame.size(); row++) {
        Object identity = each.frame.identity(row);
        assertThat(identity).isEqualTo(new PairKeys().identity(each.frame.value(row)));
        assertThat(each.frame.partition())
            .isEqualTo(partitions.representative(partitions.destination(identity.hashCode())));
      }
    }
  }
}
