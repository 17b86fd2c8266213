// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.SinkNode.Deletions;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.PipelineTranslator;
import dev.pathway.beam.translation.UnsupportedPipelineException;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.options.ChangeDetection;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.CrashingRunner;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

final class PathwayKafkaIOTest {
  private static PathwayKafkaIO.Write<Long, String> write() {
    return PathwayKafkaIO.<Long, String>write()
        .withBootstrapServers("localhost:1")
        .withTopic("orders")
        .withKeySerializer(LongSerializer.class)
        .withValueSerializer(StringSerializer.class);
  }

  private static Pipeline pipeline(PathwayKafkaIO.Write<Long, String> write) {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(
            Create.of(KV.of(1L, "a"))
                .withCoder(KvCoder.of(VarLongCoder.of(), StringUtf8Coder.of())))
        .apply("Orders", write);
    return pipeline;
  }

  private static PipelineTranslator translator() {
    return new PipelineTranslator("test", new Checks(false, false));
  }

  private static List<String> kinds(Plan plan) {
    return plan.nodes().stream()
        .flatMap(node -> ((StageNode) node).members().stream())
        .filter(StepNode.class::isInstance)
        .map(node -> ((StepNode) node).kind())
        .toList();
  }

  @Test
  void translate_exactlyOnce_writesBySteps() {
    assertThat(kinds(translator().translate(pipeline(write().withEOS(2, "group")))))
        .endsWith("ParDo", "records by shard", "transactions");
  }

  @Test
  void translate_atLeastOnce_isLeftToKafkaIo() {
    assertThat(kinds(translator().translate(pipeline(write()))))
        .doesNotContain("transactions")
        .contains("ParDo");
  }

  @Test
  void translateIncremental_exactlyOnce_isRefused() {
    Pipeline pipeline = pipeline(write().withEOS(2, "group"));

    assertThatThrownBy(
            () ->
                translator()
                    .translateIncremental(pipeline, Deletions.IGNORE, ChangeDetection.METADATA))
        .isInstanceOf(UnsupportedPipelineException.class)
        .hasMessageContaining("Orders")
        .hasMessageContaining("leave out withEOS()");
  }

  /** A runner of this project, by its package. */
  public static final class OwnRunner extends PipelineRunner<PipelineResult> {
    private OwnRunner() {}

    /** Returns the runner, as Beam asks for it. */
    public static OwnRunner fromOptions(PipelineOptions options) {
      return new OwnRunner();
    }

    @Override
    public PipelineResult run(Pipeline pipeline) {
      throw new IllegalStateException("has come to run");
    }
  }

  private static PipelineOptions options(Class<? extends PipelineRunner<?>> runner) {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(runner);
    return options;
  }

  @Test
  void run_exactlyOnceOnThisRunner_isNotRefused() {
    Pipeline pipeline = pipeline(write().withEOS(0, "group"));

    assertThatThrownBy(() -> pipeline.run(options(OwnRunner.class))).hasMessage("has come to run");
  }

  @Test
  void run_exactlyOnceOnRunnerThatKafkaIoDoesNotKnow_isRefusedByIt() {
    Pipeline pipeline = pipeline(write().withEOS(2, "group"));

    assertThatThrownBy(() -> pipeline.run(options(CrashingRunner.class)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("not a runner known to be compatible");
  }

  @Test
  void withEos_shardsForKafkaIo_areAtLeastOne() {
    assertThat(write().withEOS(0, "group").records().kafka().getNumShards()).isEqualTo(1);
    assertThat(write().withEOS(3, "group").records().kafka().getNumShards()).isEqualTo(3);
    assertThatThrownBy(() -> write().withEOS(-1, "group")).hasMessageContaining("-1");
  }

  @Test
  void key_isTheClassOfAWrite() {
    assertThat(KafkaWriteTranslator.KEY)
        .isEqualTo("class:" + PathwayKafkaIO.writeRecords().getClass().getName());
  }
}
