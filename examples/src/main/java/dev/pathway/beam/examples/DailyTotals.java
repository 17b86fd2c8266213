// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.format.ISODateTimeFormat;

/** Amounts by customer, each at the time of its order, to lines of days and what they sum up to. */
final class DailyTotals extends PTransform<PCollection<KV<String, Long>>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  @Override
  public PCollection<String> expand(PCollection<KV<String, Long>> amounts) {
    return amounts
        .apply(Values.create())
        .apply("Days", Window.into(FixedWindows.of(Duration.standardDays(1))))
        .apply("Sum", Sum.longsGlobally().withoutDefaults())
        .apply("Lines", ParDo.of(new FormatDay()));
  }

  private static final class FormatDay extends DoFn<Long, String> {
    private static final long serialVersionUID = 1L;

    /** Emits the line of a day. */
    @ProcessElement
    public void process(@Element Long cents, IntervalWindow day, OutputReceiver<String> lines) {
      lines.output(ISODateTimeFormat.date().withZoneUTC().print(day.start()) + "," + cents);
    }
  }
}
