// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.Script;
import dev.pathway.beam.translation.time.EventTimes;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.testing.TestStream.ElementEvent;
import org.apache.beam.sdk.testing.TestStream.ProcessingTimeEvent;
import org.apache.beam.sdk.testing.TestStream.TestStreamCoder;
import org.apache.beam.sdk.testing.TestStream.WatermarkEvent;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.WindowedValues;

/** Beam's TestStream as a script. The clock begins where that of Beam's own runner does. */
public final class TestStreamScript<T> implements Script {
  private static final long serialVersionUID = 1L;

  private final TestStreamCoder<T> coder;
  private final byte[] encoded;

  /**
   * Creates the script.
   *
   * @throws CoderException if there is an element that its coder cannot encode
   */
  public TestStreamScript(TestStream<T> stream) throws CoderException {
    coder = TestStreamCoder.of(stream.getValueCoder());
    encoded = CoderUtils.encodeToByteArray(coder, stream);
  }

  @Override
  public long start() {
    return BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  }

  @Override
  public List<Event> events() throws CoderException {
    List<Event> events = new ArrayList<>();
    for (TestStream.Event<T> event : CoderUtils.decodeFromByteArray(coder, encoded).getEvents()) {
      events.add(event(event));
    }
    return events;
  }

  private static <T> Event event(TestStream.Event<T> event) {
    if (event instanceof ElementEvent<T> elements) {
      List<Object> rows = new ArrayList<>();
      for (TimestampedValue<T> element : elements.getElements()) {
        rows.add(
            WindowedValues.timestampedValueInGlobalWindow(
                element.getValue(), element.getTimestamp()));
      }
      return new Event.Rows(rows);
    }
    if (event instanceof WatermarkEvent<T> watermark) {
      return new Event.Watermark(EventTimes.millis(watermark.getWatermark()));
    }
    if (event instanceof ProcessingTimeEvent<T> passing) {
      return new Event.Passing(passing.getProcessingTimeAdvance().getMillis());
    }
    throw new IllegalStateException("TestStream has an event of unknown type: " + event);
  }
}
