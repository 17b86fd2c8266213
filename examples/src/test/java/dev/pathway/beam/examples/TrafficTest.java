// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

final class TrafficTest {
  private static final long START = Instant.parse("2024-05-01T12:00:00Z").getMillis();

  @Test
  void perSecond_requestsOfTwoSeconds_countsEachOnceItIsOver() {
    TestPipeline pipeline = Pipelines.create();
    PCollection<String> lines =
        pipeline
            .apply(
                TestStream.create(StringUtf8Coder.of())
                    .addElements(at("/a", 0), at("/b", 999), at("/a", 500))
                    .advanceWatermarkTo(Instant.ofEpochMilli(START + 1_000))
                    .addElements(at("/a", 1_000), at("/a", 10))
                    .advanceWatermarkToInfinity())
            .apply(new Traffic.PerSecond());

    // The last one comes after its second was over.
    PAssert.that(lines)
        .containsInAnyOrder(
            "2024-05-01T12:00:00.000Z /a 2",
            "2024-05-01T12:00:00.000Z /b 1",
            "2024-05-01T12:00:01.000Z /a 1");
    pipeline.run();
  }

  private static TimestampedValue<String> at(String page, long millis) {
    return TimestampedValue.of(page, Instant.ofEpochMilli(START + millis));
  }
}
