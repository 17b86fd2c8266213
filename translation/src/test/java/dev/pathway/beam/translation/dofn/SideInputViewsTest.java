// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import static dev.pathway.beam.translation.fixture.Windows.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.translation.compat.ViewInternals;
import dev.pathway.beam.translation.dofn.BeamViewModel.Form;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.ListView;
import dev.pathway.beam.translation.fixture.StepHarness;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.CrashingRunner;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SideInputViewsTest {
  private static final BoundedWindow GLOBAL = GlobalWindow.INSTANCE;
  private static final Coder<KV<String, Integer>> PAIRS =
      KvCoder.of(NullableCoder.of(StringUtf8Coder.of()), VarIntCoder.of());
  private static final Coder<KV<String, Integer>> PAIRS_WITHOUT_NULL =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());

  @Test
  void get_iterable_hasTheValuesOfTheWindow() {
    PCollectionView<Iterable<Integer>> view = view(VarIntCoder.of(), View.asIterable());
    SideInputViews views =
        views(view, VarIntCoder.of(), in(1, GLOBAL), in(2, GLOBAL), in(2, GLOBAL));

    assertThat(views.get(view, GLOBAL)).containsExactly(1, 2, 2);
  }

  @Test
  void get_iterableByWindow_eachHasItsOwn() {
    PCollectionView<Iterable<Integer>> view = windowedView(VarIntCoder.of(), View.asIterable());
    SideInputViews views =
        views(view, VarIntCoder.of(), in(1, window(0, 10)), in(2, window(10, 20)));

    assertThat(views.get(view, window(0, 10))).containsExactly(1);
    assertThat(views.get(view, window(10, 20))).containsExactly(2);
    assertThat(views.get(view, window(20, 30))).isEmpty();
  }

  @Test
  void get_singleton_valueOrDefaultOrComplaint() {
    PCollectionView<Integer> view =
        view(VarIntCoder.of(), View.<Integer>asSingleton().withDefaultValue(-1));

    assertThat(views(view, VarIntCoder.of(), in(7, GLOBAL)).get(view, GLOBAL)).isEqualTo(7);
    assertThat(views(view, VarIntCoder.of()).get(view, GLOBAL)).isEqualTo(-1);
    SideInputViews two = views(view, VarIntCoder.of(), in(1, GLOBAL), in(2, GLOBAL));
    assertThatThrownBy(() -> two.get(view, GLOBAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than one element");
  }

  @Test
  void get_singletonThatIsNull_isNullEachTime() {
    Coder<Integer> coder = NullableCoder.of(VarIntCoder.of());
    PCollectionView<Integer> view = view(coder, View.asSingleton());
    SideInputViews views = views(view, coder, in(null, GLOBAL));

    assertThat(views.get(view, GLOBAL)).isNull();
    assertThat(views.get(view, GLOBAL)).isNull();
  }

  @Test
  void get_map_entriesByKey() {
    PCollectionView<Map<String, Integer>> view = view(PAIRS, View.asMap());
    SideInputViews views =
        views(view, PAIRS, in(KV.of("a", 1), GLOBAL), in(KV.of(null, 2), GLOBAL));

    Map<String, Integer> map = views.get(view, GLOBAL);

    assertThat(map).hasSize(2).containsEntry("a", 1).containsEntry(null, 2).doesNotContainKey("b");
  }

  @Test
  void get_multimap_allValuesOfAKey() {
    PCollectionView<Map<String, Iterable<Integer>>> view = windowedView(PAIRS, View.asMultimap());
    SideInputViews views =
        views(
            view,
            PAIRS,
            in(KV.of("a", 1), window(0, 10)),
            in(KV.of("a", 2), window(0, 10)),
            in(KV.of("a", 3), window(10, 20)));

    assertThat(views.get(view, window(0, 10)).get("a")).containsExactly(1, 2);
    assertThat(views.get(view, window(10, 20)).get("a")).containsExactly(3);
    assertThat(views.get(view, window(0, 10)).get("b")).isNull();
    assertThat(views.get(view, window(20, 30))).isEmpty();
  }

  @Test
  void get_keyThatNoRowCanHave_isAbsent() {
    PCollectionView<Map<String, Integer>> view = view(PAIRS_WITHOUT_NULL, View.asMap());
    SideInputViews views = views(view, PAIRS_WITHOUT_NULL, in(KV.of("a", 1), GLOBAL));

    assertThat(views.get(view, GLOBAL).get(null)).isNull();
    assertThat(views.get(view, GLOBAL)).doesNotContainKey(null);
  }

  @Test
  void get_sameWindowAgain_viewFunctionIsNotRunAgain() {
    PCollectionView<Integer> view = view(VarIntCoder.of(), View.asSingleton());
    ListView rows = rows(view, VarIntCoder.of(), in(7, GLOBAL));
    SideInputViews views = new SideInputViews(List.of(view), harness(rows));

    views.get(view, GLOBAL);
    int reads = rows.reads();
    views.get(view, GLOBAL);

    assertThat(rows.reads()).isEqualTo(reads);
  }

  @Test
  void get_manyWindows_oldOnesAreForgottenAndReadAgain() {
    PCollectionView<Integer> view =
        windowedView(VarIntCoder.of(), View.<Integer>asSingleton().withDefaultValue(-1));
    SideInputViews views = views(view, VarIntCoder.of(), in(7, window(0, 10)));

    for (long i = 1; i < 40_000; i++) {
      assertThat(views.get(view, window(10 * i, 10 * i + 10))).isEqualTo(-1);
    }

    assertThat(views.get(view, window(0, 10))).isEqualTo(7);
  }

  @Test
  void get_manySmallWindows_areAllKept() {
    PCollectionView<Integer> view =
        windowedView(VarIntCoder.of(), View.<Integer>asSingleton().withDefaultValue(-1));
    ListView rows = rows(view, VarIntCoder.of(), in(7, window(0, 10)));
    SideInputViews views = new SideInputViews(List.of(view), harness(rows));

    for (int round = 0; round < 3; round++) {
      for (long i = 0; i < 1000; i++) {
        views.get(view, window(10 * i, 10 * i + 10));
      }
    }

    assertThat(rows.reads()).isEqualTo(1000);
  }

  @Test
  void get_largeWindows_onlyTheLatestAreKept() {
    String large = "a".repeat(3_000_000);
    PCollectionView<String> single = windowedView(StringUtf8Coder.of(), View.asSingleton());
    ListView rows =
        rows(
            single,
            StringUtf8Coder.of(),
            in(large, window(0, 10)),
            in(large, window(10, 20)),
            in(large, window(20, 30)));
    SideInputViews views = new SideInputViews(List.of(single), harness(rows));
    views.get(single, window(0, 10));
    views.get(single, window(10, 20));
    views.get(single, window(20, 30));
    assertThat(rows.reads()).isEqualTo(3);

    views.get(single, window(10, 20));
    views.get(single, window(20, 30));
    assertThat(rows.reads()).as("the latest two").isEqualTo(3);

    views.get(single, window(0, 10));
    assertThat(rows.reads()).as("one that had to go").isEqualTo(4);
  }

  @Test
  void get_hugeWindow_isKeptAllTheSame() {
    PCollectionView<String> view = windowedView(StringUtf8Coder.of(), View.asSingleton());
    ListView rows = rows(view, StringUtf8Coder.of(), in("a".repeat(20_000_000), window(0, 10)));
    SideInputViews views = new SideInputViews(List.of(view), harness(rows));

    views.get(view, window(0, 10));
    views.get(view, window(0, 10));

    assertThat(rows.reads()).isEqualTo(1);
  }

  @Test
  void get_viewThatTheStepDoesNotDeclare_isRefused() {
    PCollectionView<Integer> declared = view(VarIntCoder.of(), View.asSingleton());
    PCollectionView<Integer> other = view(VarIntCoder.of(), View.asSingleton());
    SideInputViews views = views(declared, VarIntCoder.of());

    assertThat(views.contains(declared)).isTrue();
    assertThat(views.contains(other)).isFalse();
    assertThat(views.isEmpty()).isFalse();
    assertThatThrownBy(() -> views.get(other, GLOBAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'step' does not declare the side input");
  }

  private static WindowedValue<?> in(@Nullable Object value, BoundedWindow window) {
    return WindowedValues.of(value, Instant.ofEpochMilli(0), window, PaneInfo.NO_FIRING);
  }

  private static SideInputViews views(
      PCollectionView<?> view, Coder<?> coder, WindowedValue<?>... elements) {
    return new SideInputViews(List.of(view), harness(rows(view, coder, elements)));
  }

  private static ListView rows(
      PCollectionView<?> view, Coder<?> coder, WindowedValue<?>... elements) {
    return new ListView(
        new BeamViewModel(view, coder, ViewInternals.windowing(view), Form.ELEMENT),
        Arrays.asList(elements));
  }

  private static StepHarness harness(ListView rows) {
    return new StepHarness(
        ParDos.spec(
            new DoFn<String, String>() {
              @ProcessElement
              public void process() {}
            },
            StringUtf8Coder.of(),
            ParDos.NONE),
        Jobs.create(),
        rows);
  }

  private static <T, V> PCollectionView<V> view(
      Coder<T> coder, PTransform<PCollection<T>, PCollectionView<V>> asView) {
    return pipeline().apply(Create.empty(coder)).apply(asView);
  }

  private static <T, V> PCollectionView<V> windowedView(
      Coder<T> coder, PTransform<PCollection<T>, PCollectionView<V>> asView) {
    return pipeline()
        .apply(Create.empty(coder))
        .apply(Window.into(FixedWindows.of(Duration.millis(10))))
        .apply(asView);
  }

  private static Pipeline pipeline() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(CrashingRunner.class);
    return Pipeline.create(options);
  }
}
