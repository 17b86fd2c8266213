// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.ForkedProgram.Ended;
import dev.pathway.beam.runner.cli.Launcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs in processes of their own: each ends by itself, soon and with the right exit code. */
final class ProcessEndTest {
  /** The time that a process may take to end once its main method has returned or thrown. */
  private static final long END_LIMIT_MILLIS = 5_000;

  @TempDir private Path folder;

  /** What a program did. */
  private record Outcome(int exitCode, String output, long endMillis) {}

  /** The programs. */
  static final class Program {
    private Program() {}

    /** Runs the program that the first argument names. */
    public static void main(String[] args) throws Exception {
      try {
        run(args[0]);
      } finally {
        System.out.println("end of main at " + System.currentTimeMillis());
      }
    }

    private static void run(String name) throws InterruptedException, IOException {
      switch (name) {
        case "done" -> pipeline(0, false).run();
        case "explained" -> {
          PipelineResult result = pipeline(0, false, "--explain").run();
          System.out.println("goes on with " + result.getState());
        }
        case "failed" -> pipeline(0, true).run();
        case "exits" -> {
          Pipeline pipeline = Pipelines.create("--parallelism=2");
          pipeline.apply(Create.of(1, 2)).apply("Work", ParDo.of(new ExitFn()));
          pipeline.run();
        }
        case "running" -> {
          PipelineResult result = pipeline(1000, false, "--blockOnRun=false").run();
          System.out.println("state " + result.getState());
        }
        case "cancelled" -> {
          PipelineResult result = pipeline(60_000, false, "--blockOnRun=false").run();
          Thread.sleep(500);
          System.out.println("state " + result.cancel());
        }
        case "several" -> {
          for (int i = 0; i < 5; i++) {
            pipeline(0, false).run();
          }
        }
        default -> throw new IllegalArgumentException(name);
      }
    }

    private static Pipeline pipeline(long sleepMillis, boolean fails, String... args) {
      Pipeline pipeline = Pipelines.create(args);
      pipeline.apply(Create.of(1, 2)).apply("Work", ParDo.of(new WorkFn(sleepMillis, fails)));
      return pipeline;
    }
  }

  static final class WorkFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    private final long sleepMillis;
    private final boolean fails;

    WorkFn(long sleepMillis, boolean fails) {
      this.sleepMillis = sleepMillis;
      this.fails = fails;
    }

    @ProcessElement
    public void process(@Element Integer element) throws InterruptedException {
      Thread.sleep(sleepMillis);
      if (fails) {
        throw new IllegalStateException("broken");
      }
      System.out.println("element " + element);
    }
  }

  static final class ExitFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer element) {
      System.exit(7);
    }
  }

  private Outcome run(String program) throws IOException, InterruptedException {
    Ended ended = start(Program.class.getName(), program);
    return new Outcome(
        ended.exitCode(), ended.output(), ended.timeMillis() - endOfMain(ended.output()));
  }

  private Ended start(String... mainAndArgs) throws IOException, InterruptedException {
    String logManager = "-Djava.util.logging.manager=" + LastingLogManager.class.getName();
    try (ForkedProgram program = ForkedProgram.start(folder, List.of(logManager), mainAndArgs)) {
      return program.awaitEnd();
    }
  }

  private static long endOfMain(String output) {
    String mark = "end of main at ";
    return output
        .lines()
        .filter(line -> line.startsWith(mark))
        .mapToLong(line -> Long.parseLong(line.substring(mark.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("main did not end:\n" + output));
  }

  @Test
  void end_pipelineDone_isZeroAndSoon() throws Exception {
    Outcome outcome = run("done");

    assertThat(outcome.output()).contains("element 1", "element 2");
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(outcome.endMillis()).isLessThan(END_LIMIT_MILLIS);
  }

  @Test
  void end_explainedOnTheCommandLine_isWhereRunIsCalled() throws Exception {
    Ended ended = start(Launcher.class.getName(), Program.class.getName(), "explained");

    assertThat(ended.output())
        .contains("ParDo 'Work/ParMultiDo(Work)'", "flowchart TD")
        .doesNotContain("goes on", "end of main");
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  @Test
  void end_explainedByAnOwnMain_goesOnWithAResultThatSaysSo() throws Exception {
    Outcome outcome = run("explained");

    assertThat(outcome.output()).contains("flowchart TD", "goes on with STOPPED");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void end_pipelineFailed_isOneAndSoon() throws Exception {
    Outcome outcome = run("failed");

    assertThat(outcome.output())
        .contains("'Work/ParMultiDo(Work)' failed: java.lang.IllegalStateException: broken");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.endMillis()).isLessThan(END_LIMIT_MILLIS);
  }

  @Test
  void end_userCodeExits_tellsSoInOneLine() throws Exception {
    long start = System.currentTimeMillis();
    Ended ended = start(Program.class.getName(), "exits");

    assertThat(ended.exitCode()).isEqualTo(7);
    assertThat(ended.output()).doesNotContain("abandoned").doesNotContain("    at ");
    assertThat(ended.output().lines().filter(line -> line.contains("called System.exit")))
        .hasSize(1);
    assertThat(ended.timeMillis() - start).isLessThan(30_000);
  }

  @Test
  void end_pipelineStillRuns_waitsForIt() throws Exception {
    Outcome outcome = run("running");

    assertThat(outcome.output()).contains("state RUNNING", "element 1", "element 2");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.endMillis()).isLessThan(END_LIMIT_MILLIS + 3000);
  }

  @Test
  void end_pipelineCancelled_isZeroAndSoon() throws Exception {
    Outcome outcome = run("cancelled");

    assertThat(outcome.output()).contains("state CANCELLED").doesNotContain("element");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.endMillis()).isLessThan(END_LIMIT_MILLIS);
  }

  @Test
  void end_severalPipelines_isZeroAndSoon() throws Exception {
    Outcome outcome = run("several");

    assertThat(outcome.output().lines().filter(line -> line.equals("element 1"))).hasSize(5);
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.endMillis()).isLessThan(END_LIMIT_MILLIS);
  }
}
