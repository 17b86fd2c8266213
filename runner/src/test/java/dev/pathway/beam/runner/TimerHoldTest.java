// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** What timers put out is not late, as it has the time that they held. */
final class TimerHoldTest {
  /** Puts out each element a minute later, with the element's timestamp. */
  static final class Delay extends DoFn<KV<String, String>, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    @TimerId("later")
    private final TimerSpec laterSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void process(@TimerId("later") Timer later) {
      later.offset(Duration.standardMinutes(1)).setRelative();
    }

    @OnTimer("later")
    public void onLater(@Key String key, OutputReceiver<KV<String, String>> output) {
      output.output(KV.of(key, "later"));
    }
  }

  static final class Format extends DoFn<KV<String, Iterable<String>>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<String>> group,
        @Timestamp Instant time,
        OutputReceiver<String> output) {
      output.output(group + "@" + time.getMillis());
    }
  }

  @Test
  void run_timerOfProcessingTime_holdsItsOutputTimestamp() {
    Gathered<String> gathered = new Gathered<>();
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            TestStream.create(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
                .addElements(TimestampedValue.of(KV.of("k", "v"), Instant.ofEpochMilli(5)))
                .advanceWatermarkTo(Instant.ofEpochMilli(100))
                .advanceProcessingTime(Duration.standardMinutes(2))
                .advanceWatermarkToInfinity())
        .apply(ParDo.of(new Delay()))
        .apply(Window.into(FixedWindows.of(Duration.millis(10))))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new Format()))
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactly("KV{k, [later]}@9");
  }
}
