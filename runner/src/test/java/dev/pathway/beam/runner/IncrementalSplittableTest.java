// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.BoundedPerElement;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Splittable DoFns of incremental jobs. */
final class IncrementalSplittableTest {
  @TempDir private Path state;

  /** Returns how the letters of all words changed, each with the side input in front of it. */
  private List<String> changes(String prefix, String... words) {
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=PathwayRunner", "--incremental", "--stateDir=" + state)
                .create());
    PCollectionView<String> view =
        pipeline.apply("Prefix", Create.of(prefix)).apply(View.asSingleton());
    pipeline
        .apply(Create.of(List.of(words)).withCoder(StringUtf8Coder.of()))
        .apply(ParDo.of(new LettersFn(view)).withSideInputs(view))
        .apply(new ChangeTexts())
        .apply(changes);
    pipeline.run();
    return changes.elements().stream().sorted().toList();
  }

  /** Puts out each letter of a word. */
  @BoundedPerElement
  static final class LettersFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<String> prefix;

    LettersFn(PCollectionView<String> prefix) {
      this.prefix = prefix;
    }

    @GetInitialRestriction
    public OffsetRange letters(@Element String word) {
      return new OffsetRange(0, word.length());
    }

    @ProcessElement
    public void process(ProcessContext context, RestrictionTracker<OffsetRange, Long> tracker) {
      for (long at = tracker.currentRestriction().getFrom(); tracker.tryClaim(at); at++) {
        context.output(context.sideInput(prefix) + context.element().charAt((int) at));
      }
    }
  }

  @Test
  void run_splittableDoFnWithSideInput_takesBackWhatElementsMadeThatAreGone() {
    assertThat(changes("1", "ab", "c")).containsExactly("+1a", "+1b", "+1c");
    assertThat(changes("1", "c", "d")).containsExactly("+1d", "-1a", "-1b");
    assertThat(changes("2", "d")).containsExactly("+2d", "-1c", "-1d");
    assertThat(changes("2")).containsExactly("-2d");
  }
}
