// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that a test writes. */
final class TestStreamPipelineTest {
  private static final int EVENTS = 12;
  private static final int ELEMENTS = 10;
  private static final Map<String, Queue<Note>> NOTES = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  /** That an element of an event was at a place. */
  private record Note(int event, String place) {}

  private static Queue<Note> notes(String id) {
    return NOTES.computeIfAbsent(id, key -> new ConcurrentLinkedQueue<>());
  }

  /** Notes elements, each after a while of its own, with the event that they belong to. */
  private static final class NoteFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String place;

    NoteFn(String id, String place) {
      this.id = id;
      this.place = place;
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output)
        throws InterruptedException {
      TimeUnit.MICROSECONDS.sleep(new SplittableRandom(element).nextInt(5000));
      notes(id).add(new Note(element / ELEMENTS, place));
      output.output(element);
    }
  }

  private static TestStream.Builder<Integer> add(TestStream.Builder<Integer> stream, int event) {
    int first = event * ELEMENTS;
    return stream.addElements(first, rest(first));
  }

  private static Integer[] rest(int first) {
    return IntStream.range(first + 1, first + ELEMENTS).boxed().toArray(Integer[]::new);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void run_events_neverOverlap(int workers) {
    TestStream.Builder<Integer> stream = TestStream.create(VarIntCoder.of());
    for (int event = 0; event < EVENTS; event++) {
      stream = add(stream, event);
      if (event % 3 == 0) {
        stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(event));
      } else if (event % 3 == 1) {
        stream = stream.advanceProcessingTime(Duration.millis(event));
      }
    }
    Pipeline pipeline = Pipelines.create("--parallelism=" + workers);
    PCollection<Integer> bounded =
        pipeline.apply(Create.of(IntStream.range(-60, -ELEMENTS).boxed().toList()));
    PCollection<Integer> first =
        pipeline
            .apply(stream.advanceWatermarkToInfinity())
            .apply("First", ParDo.of(new NoteFn(id, "first")))
            .apply(Reshuffle.viaRandomKey());
    PCollectionList.of(first)
        .and(bounded)
        .apply(Flatten.pCollections())
        .apply("Second", ParDo.of(new NoteFn(id, "second")))
        .apply("Again", Reshuffle.viaRandomKey())
        .apply("Third", ParDo.of(new NoteFn(id, "third")));

    State state = pipeline.run().getState();

    assertThat(state).isEqualTo(State.DONE);
    List<Note> events = notes(id).stream().filter(note -> note.event() >= 0).toList();
    assertThat(events)
        .hasSize(3 * EVENTS * ELEMENTS)
        .isSortedAccordingTo(Comparator.comparing(Note::event));
  }

  @Test
  void run_elements_keepTheirTimestamps() {
    Gathered<String> gathered = new Gathered<>();
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            TestStream.create(VarIntCoder.of())
                .addElements(TimestampedValue.of(1, Instant.ofEpochMilli(5)))
                .advanceWatermarkTo(Instant.ofEpochMilli(20))
                .addElements(2)
                .addElements(TimestampedValue.of(3, Instant.ofEpochMilli(-7)))
                .advanceWatermarkToInfinity())
        .apply(ParDo.of(new TimestampFn()))
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("1@5", "2@20", "3@-7");
  }

  private static final class TimestampFn extends DoFn<Integer, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element Integer element, @Timestamp Instant time, OutputReceiver<String> output) {
      output.output(element + "@" + time.getMillis());
    }
  }
}
