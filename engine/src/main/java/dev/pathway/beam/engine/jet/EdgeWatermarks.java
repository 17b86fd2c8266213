// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.jet.core.Watermark;
import dev.pathway.beam.engine.operator.StageHost;
import dev.pathway.beam.engine.spi.EventTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The progress on a processor's incoming edges. Jet tells it edge by edge; the least of all edges
 * is what counts. One thread only.
 *
 * <p>Jet wants the watermarks that a processor sends under one key to rise, whichever edge they go
 * to, and the collections that leave a stage are at different times: so event time travels under a
 * key for each outgoing edge.
 */
final class EdgeWatermarks {
  private static final byte EPOCH_KEY = StageHost.LAST_EDGE_OF_ITS_OWN + 1;
  private static final byte ROUND_KEY = EPOCH_KEY + 1;
  private static final int EVENT_TIME = 0;
  private static final int EPOCH = 1;
  private static final int ROUND = 2;
  private static final int KINDS = 3;

  private final long[][] seen;
  private final long[] told = new long[KINDS];

  EdgeWatermarks(int edges) {
    seen = new long[KINDS][edges];
    for (long[] kind : seen) {
      Arrays.fill(kind, EventTime.START);
    }
    Arrays.fill(told, EventTime.START);
  }

  /** Returns the watermark by which Jet carries a message. */
  static Watermark watermark(Message message) {
    if (message instanceof Message.Mark mark) {
      byte key = (byte) Math.min(mark.ordinal(), StageHost.LAST_EDGE_OF_ITS_OWN);
      return new Watermark(mark.watermark(), key);
    }
    if (message instanceof Message.Seal seal) {
      return new Watermark(seal.epoch(), EPOCH_KEY);
    }
    if (message instanceof Message.Round round) {
      return new Watermark(round.number(), ROUND_KEY);
    }
    throw new IllegalStateException("a worker does not send " + message);
  }

  /** Notes what came on an edge. */
  void observe(int edge, Watermark watermark) {
    int kind =
        switch (watermark.key()) {
          case EPOCH_KEY -> EPOCH;
          case ROUND_KEY -> ROUND;
          default -> EVENT_TIME;
        };
    seen[kind][edge] = watermark.timestamp();
  }

  /** Notes that nothing more will come on an edge. */
  void complete(int edge) {
    for (long[] kind : seen) {
      kind[edge] = EventTime.END;
    }
  }

  /** Returns what is news to the worker, one at a time, or null: the same until it was told. */
  @Nullable Message news() {
    for (int kind = 0; kind < KINDS; kind++) {
      long least = least(kind);
      // Event time may end on all edges before they do; of the others the end of input tells.
      if (least > told[kind] && (least < EventTime.END || kind == EVENT_TIME)) {
        return switch (kind) {
          case EVENT_TIME -> new Message.Mark(0, least);
          case EPOCH -> new Message.Seal(least);
          default -> new Message.Round(least);
        };
      }
    }
    return null;
  }

  /** Notes that the worker was told the news. */
  void told(Message news) {
    if (news instanceof Message.Mark mark) {
      told[EVENT_TIME] = mark.watermark();
    } else if (news instanceof Message.Seal seal) {
      told[EPOCH] = seal.epoch();
    } else if (news instanceof Message.Round round) {
      told[ROUND] = round.number();
    }
  }

  private long least(int kind) {
    long least = EventTime.END;
    for (long value : seen[kind]) {
      least = Math.min(least, value);
    }
    return least;
  }
}
