// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.jet.core.Watermark;
import dev.pathway.beam.engine.operator.StageHost;
import dev.pathway.beam.engine.spi.EventTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EdgeWatermarksTest {
  private final EdgeWatermarks watermarks = new EdgeWatermarks(2);

  private static Watermark mark(int ordinal, long watermark) {
    return EdgeWatermarks.watermark(new Message.Mark(ordinal, watermark));
  }

  private List<Message> news() {
    List<Message> all = new ArrayList<>();
    for (Message news = watermarks.news(); news != null; news = watermarks.news()) {
      all.add(news);
      watermarks.told(news);
    }
    return all;
  }

  @Test
  void news_oneOfTwoEdges_isNothing() {
    watermarks.observe(0, mark(0, 5));

    assertThat(news()).isEmpty();
  }

  @Test
  void news_bothEdges_isTheLesserOnce() {
    watermarks.observe(0, mark(0, 5));
    watermarks.observe(1, mark(3, 7));

    assertThat(news()).containsExactly(new Message.Mark(0, 5));

    watermarks.observe(1, mark(3, 9));
    assertThat(news()).isEmpty();
  }

  @Test
  void news_untilToldOfIt_staysTheSame() {
    watermarks.observe(0, mark(0, 5));
    watermarks.observe(1, mark(0, 5));

    assertThat(watermarks.news()).isEqualTo(new Message.Mark(0, 5));
    assertThat(watermarks.news()).isEqualTo(new Message.Mark(0, 5));
  }

  @Test
  void news_anEdgeThatIsComplete_holdsNothingBack() {
    watermarks.observe(0, mark(0, 5));
    watermarks.complete(1);

    assertThat(news()).containsExactly(new Message.Mark(0, 5));
  }

  @Test
  void news_endOfEventTimeOnOpenEdges_isTold() {
    watermarks.observe(0, mark(0, EventTime.END));
    watermarks.observe(1, mark(0, EventTime.END));

    assertThat(news()).containsExactly(new Message.Mark(0, EventTime.END));
  }

  @Test
  void news_sealsAndRounds_areApartFromEventTime() {
    for (int edge = 0; edge < 2; edge++) {
      watermarks.observe(edge, EdgeWatermarks.watermark(new Message.Seal(1)));
      watermarks.observe(edge, EdgeWatermarks.watermark(new Message.Round(2)));
    }

    assertThat(news()).containsExactly(new Message.Seal(1), new Message.Round(2));
  }

  @Test
  void watermark_edgesBeyondThoseOfTheirOwn_shareAKey() {
    byte last = (byte) StageHost.LAST_EDGE_OF_ITS_OWN;

    assertThat(mark(last, 1).key()).isEqualTo(last);
    assertThat(mark(last + 1, 1).key()).isEqualTo(last);
    assertThat(mark(last - 1, 1).key()).isEqualTo((byte) (last - 1));
    assertThat(EdgeWatermarks.watermark(new Message.Seal(1)).key()).isGreaterThan(last);
  }
}
