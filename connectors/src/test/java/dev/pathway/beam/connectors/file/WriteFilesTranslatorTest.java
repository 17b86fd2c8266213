// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode.Deletions;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.PipelineTranslator;
import dev.pathway.beam.translation.UnsupportedPipelineException;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.options.ChangeDetection;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WriteFilesTranslatorTest {
  private static Plan plan(TextIO.Write write) {
    Pipeline pipeline = Pipeline.create();
    FileSystems.setDefaultPipelineOptions(pipeline.getOptions());
    pipeline
        .apply(Create.of("a", "b"))
        .apply("Map", MapElements.into(TypeDescriptors.strings()).via(text -> text))
        .apply("Write", write);
    return new PipelineTranslator("test", new Checks(false, false)).translate(pipeline);
  }

  private static List<StepNode> steps(Plan plan) {
    return plan.nodes().stream()
        .flatMap(node -> ((StageNode) node).members().stream())
        .filter(StepNode.class::isInstance)
        .map(StepNode.class::cast)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void translate_write_itsFunctionsBoundNoBundlesByTime(int shards) {
    List<StepNode> steps = steps(plan(TextIO.write().to("/tmp/out").withNumShards(shards)));

    assertThat(steps).filteredOn(step -> step.step() instanceof FileStep).isNotEmpty();
    assertThat(steps)
        .filteredOn(step -> step.name().contains("WriteShard") || step.name().contains("Bundles"))
        .isNotEmpty()
        .allSatisfy(
            step -> assertThat(step.step().boundsBundlesByTime()).as(step.name()).isFalse());
    assertThat(steps)
        .filteredOn(step -> step.name().startsWith("Map"))
        .isNotEmpty()
        .allSatisfy(step -> assertThat(step.step().boundsBundlesByTime()).isTrue());
  }

  @Test
  void translate_groupingsWithinAWrite_stayAsFastAsOthers() {
    Plan plan = plan(TextIO.write().to("/tmp/out").withNumShards(3));

    assertThat(plan.nodes())
        .flatExtracting(node -> ((StageNode) node).members())
        .filteredOn(node -> node.name().contains("GroupIntoShards"))
        .extracting(PlanNode::getClass)
        .extracting(Class::getSimpleName)
        .containsExactly("GroupNode");
  }

  @Test
  void translateIncremental_whatCannotBeRight_isRefusedByName() {
    Pipeline pipeline = Pipeline.create();
    FileSystems.setDefaultPipelineOptions(pipeline.getOptions());
    pipeline
        .apply(Create.of("a", "b"))
        .apply(Window.into(Sessions.withGapDuration(Duration.standardSeconds(1))))
        .apply(
            "Write",
            FileIO.<String>write().via(TextIO.sink()).to("/tmp/out").withSharding(new OneShard()));

    assertThatThrownBy(
            () ->
                new PipelineTranslator("test", new Checks(false, false))
                    .translateIncremental(pipeline, Deletions.FAIL, ChangeDetection.METADATA))
        .isInstanceOf(UnsupportedPipelineException.class)
        .hasMessageContaining("'Write/WriteFiles'")
        .hasMessageContaining("a number of shards that is computed")
        .hasMessageContaining("windows that merge");
  }

  private static final class OneShard
      extends PTransform<PCollection<String>, PCollectionView<Integer>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollectionView<Integer> expand(PCollection<String> lines) {
      return lines.getPipeline().apply(Create.of(1)).apply(View.asSingleton());
    }
  }
}
