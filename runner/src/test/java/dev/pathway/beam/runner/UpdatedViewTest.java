// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Side inputs of a stream whose window fires again after somebody has read it. */
final class UpdatedViewTest {
  // With one worker it is the same step that reads again.
  private final Pipeline pipeline = Pipelines.create("--parallelism=1");
  private final PCollection<String> events =
      pipeline.apply(
          TestStream.create(StringUtf8Coder.of())
              .addElements("a")
              .addElements("read 1: ")
              .addElements("b")
              .addElements("read 2: ")
              .advanceWatermarkToInfinity());

  private static final class ReadFn<T> extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<T> view;

    ReadFn(PCollectionView<T> view) {
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      T value = context.sideInput(view);
      context.output(
          context.element() + (value instanceof Iterable<?> all ? join(all) : text(value)));
    }
  }

  private static String text(Object value) {
    return value instanceof Map<?, ?> map ? new TreeMap<>(map).toString() : value.toString();
  }

  private static String join(Iterable<?> all) {
    StringJoiner text = new StringJoiner(",");
    all.forEach(each -> text.add(String.valueOf(each)));
    return text.toString();
  }

  /** Returns the events that are no reads, each in a pane of its own. */
  private PCollection<String> panes() {
    return events
        .apply("Panes", Filter.by(event -> event.length() == 1))
        .apply(UpdatedViewTest.eachElement().discardingFiredPanes());
  }

  private static Window<String> eachElement() {
    return Window.<String>configure()
        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
        .withAllowedLateness(Duration.ZERO)
        .withOnTimeBehavior(Window.OnTimeBehavior.FIRE_IF_NON_EMPTY);
  }

  /** Returns these events, each in a pane with those before it. */
  private PCollection<String> accumulated() {
    return events
        .apply("Accumulated", Filter.by(event -> event.length() == 1))
        .apply(UpdatedViewTest.eachElement().accumulatingFiredPanes());
  }

  private <T> List<String> reads(PCollectionView<T> view) {
    Gathered<String> gathered = new Gathered<>();
    events
        .apply("Reads", Filter.by(event -> event.length() > 1))
        .apply(ParDo.of(new ReadFn<>(view)).withSideInputs(view))
        .apply(gathered);
    pipeline.run();
    return gathered.elements();
  }

  @Test
  void run_singleton_isReadAnew() {
    PCollectionView<String> latest = panes().apply(View.asSingleton());

    assertThat(reads(latest)).containsExactlyInAnyOrder("read 1: a", "read 2: b");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void run_map_isReadAnew(boolean inMemory) {
    PCollectionView<Map<String, String>> latest =
        panes()
            .apply(WithKeys.<String, String>of("key"))
            .apply(View.<String, String>asMap().inMemory(inMemory));

    assertThat(reads(latest)).containsExactlyInAnyOrder("read 1: {key=a}", "read 2: {key=b}");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void run_mapOfAccumulatingPanes_hasTheLatest(boolean inMemory) {
    PCollectionView<Map<String, Long>> latest =
        accumulated()
            .apply(WithKeys.<String, String>of("key"))
            .apply(Count.perKey())
            .apply(View.<String, Long>asMap().inMemory(inMemory));

    assertThat(reads(latest)).containsExactlyInAnyOrder("read 1: {key=1}", "read 2: {key=2}");
  }

  @Test
  void run_singletonOfAccumulatingPanes_isTheLatest() {
    PCollectionView<Long> latest =
        accumulated().apply(Combine.globally(Count.<String>combineFn()).asSingletonView());

    assertThat(reads(latest)).containsExactlyInAnyOrder("read 1: 1", "read 2: 2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void run_list_isReadAnew(boolean inMemory) {
    PCollectionView<List<String>> latest = panes().apply(View.<String>asList().inMemory(inMemory));

    assertThat(reads(latest)).containsExactlyInAnyOrder("read 1: a", "read 2: b");
  }
}
