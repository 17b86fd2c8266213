// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What the log lines of user code carry. */
final class LogContextTest {
  private static final Map<String, Set<String>> TRANSFORMS = new ConcurrentHashMap<>();
  private static final Set<String> JOBS = ConcurrentHashMap.newKeySet();
  private static final Set<String> JOB_IDS = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void reset() {
    TRANSFORMS.clear();
    JOBS.clear();
    JOB_IDS.clear();
  }

  static final class LogFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    private final String name;

    LogFn(String name) {
      this.name = name;
    }

    /** Stands for a log line: takes what it would carry. */
    private void log(String method) {
      TRANSFORMS
          .computeIfAbsent(name + " " + method, key -> ConcurrentHashMap.newKeySet())
          .add(MDC.get("transform"));
      JOBS.add(MDC.get("job"));
      JOB_IDS.add(MDC.get("jobId"));
    }

    @Setup
    public void setUp() {
      log("setUp");
    }

    @StartBundle
    public void startBundle() {
      log("startBundle");
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> out) {
      log("process");
      out.output(element);
    }

    @FinishBundle
    public void finishBundle() {
      log("finishBundle");
    }

    @Teardown
    public void tearDown() {
      log("tearDown");
    }
  }

  @Test
  void log_ofUserCode_carriesJobAndTransform() {
    Pipeline pipeline = Pipelines.create("--jobName=logged");
    pipeline
        .apply("Numbers", Create.of(1, 2, 3))
        .apply(Reshuffle.viaRandomKey())
        .apply("First", ParDo.of(new LogFn("first")))
        .apply("Second", ParDo.of(new LogFn("second")));

    pipeline.run();

    assertThat(JOBS).containsExactly("logged");
    assertThat(JOB_IDS).hasSize(1);
    for (String method : Set.of("setUp", "startBundle", "finishBundle", "tearDown")) {
      assertThat(TRANSFORMS.get("first " + method))
          .as(method)
          .containsExactly("First/ParMultiDo(Log)");
      assertThat(TRANSFORMS.get("second " + method))
          .as(method)
          .containsExactly("Second/ParMultiDo(Log)");
    }
    assertThat(TRANSFORMS.get("first process"))
        .singleElement()
        .asString()
        .contains("First/ParMultiDo(Log)", "Second/ParMultiDo(Log)");
    assertThat(TRANSFORMS.get("second process")).isEqualTo(TRANSFORMS.get("first process"));
  }

  @Test
  void log_whileElementsAreProcessedInALongStage_namesThreeTransformsAndCountsTheRest() {
    Pipeline pipeline = Pipelines.create();
    PCollection<Integer> numbers =
        pipeline.apply("Numbers", Create.of(1, 2, 3)).apply(Reshuffle.viaRandomKey());
    for (int i = 0; i < 20; i++) {
      numbers = numbers.apply("Step" + i, ParDo.of(new LogFn("long")));
    }

    pipeline.run();

    assertThat(TRANSFORMS.get("long process"))
        .singleElement()
        .asString()
        .matches("[^,]+, [^,]+, [^,]+ \\+[12][0-9]");
  }

  @Test
  void log_afterRun_carriesNothingOfTheJob() {
    Pipeline pipeline = Pipelines.create("--jobName=logged");
    pipeline.apply("Numbers", Create.of(1, 2, 3)).apply("First", ParDo.of(new LogFn("first")));

    pipeline.run();

    assertThat(MDC.get("job")).isNull();
  }
}
