// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.pathway.beam.annotations.NonDeterministic;
import dev.pathway.beam.runner.report.ReportFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an incremental pipeline says about its epochs, and what it does only to say something. */
final class EpochReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** A function of its own field in a static place: code that changes its mind unnoticed. */
  private static final class SuffixFn extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;

    private static volatile String suffix = "";

    private final PCollectionView<String> unit;

    SuffixFn(PCollectionView<String> unit) {
      this.unit = unit;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      KV<String, Long> count = context.element();
      context.output(count.getKey() + " " + count.getValue() + context.sideInput(unit) + suffix);
    }
  }

  @BeforeEach
  void writeInput() throws IOException {
    SuffixFn.suffix = "";
    Files.createDirectories(folder.resolve("in"));
    write("in/one", "a", "b");
    write("in/two", "b", "c", "c");
    write("unit", " times");
  }

  private void write(String name, String... lines) throws IOException {
    Files.write(folder.resolve(name), List.of(lines));
  }

  private void run(String... more) {
    String[] args = {
      "--runner=PathwayRunner",
      "--jobName=counts",
      "--incremental",
      // By their bytes: the files are not older than what tells them apart otherwise.
      "--changeDetection=CONTENT",
      "--stateDir=" + folder + "/state"
    };
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new))
                .create());
    PCollectionView<String> unit =
        pipeline
            .apply("ReadUnit", TextIO.read().from(folder + "/unit"))
            .apply("Unit", View.asSingleton());
    pipeline
        .apply("ReadWords", TextIO.read().from(folder + "/in/*"))
        .apply("Count", Count.perElement())
        .apply("Format", ParDo.of(new SuffixFn(unit)).withSideInputs(unit))
        .apply("Write", TextIO.write().to(folder + "/out/counts").withNumShards(1));
    pipeline.run();
  }

  private JsonNode report() throws IOException {
    return JSON.readTree(folder.resolve("state").resolve(ReportFile.NAME).toFile());
  }

  /** Returns the last stage whose name begins so, which is not one that only reads. */
  private static JsonNode stage(JsonNode report, String name) {
    JsonNode found = MissingNode.getInstance();
    for (JsonNode stage : report.get("stages")) {
      if (stage.get("name").asText().startsWith(name) && !stage.get("whole").asBoolean()) {
        found = stage;
      }
    }
    assertThat(found.isMissingNode()).as("no stage '%s' in %s", name, report).isFalse();
    return found;
  }

  private List<String> output() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("out/counts-00000-of-00001"))) {
      return lines.sorted().toList();
    }
  }

  @Test
  void run_first_isReported() throws IOException {
    run();

    JsonNode report = report();
    assertThat(report.get("job").asText()).isEqualTo("counts");
    assertThat(report.get("epoch").asLong()).isEqualTo(1);
    assertThat(report.get("stateBytes").asLong()).isPositive();
    JsonNode count = stage(report, "Count");
    assertThat(count.get("read").asLong()).isEqualTo(5);
    assertThat(count.get("inserted").asLong()).isEqualTo(3);
    assertThat(count.get("recomputed").asLong()).isEqualTo(3);
    assertThat(count.get("reused").asLong()).isZero();
    assertThat(count.get("stateRows").asLong()).isEqualTo(5);
    assertThat(count.get("stateBytes").asLong()).isPositive();
    assertThat(count.get("why").asText()).isEqualTo("first run");
  }

  @Test
  void run_oneRowOfOneFileChanged_reportsThatRowAlone() throws IOException {
    run();
    write("in/two", "b", "c", "d");

    run();

    JsonNode report = report();
    assertThat(report.get("epoch").asLong()).isEqualTo(2);
    JsonNode count = stage(report, "Count");
    assertThat(count.get("why").asText()).isEqualTo("its input changed");
    // A deletion of c and an insertion of d, and what the file's other rows cancel out.
    assertThat(count.get("inserted").asLong()).isEqualTo(2);
    assertThat(count.get("deleted").asLong()).isEqualTo(1);
    assertThat(count.get("stateRows").asLong()).isEqualTo(5);
    assertThat(stage(report, "Format").get("reused").asLong()).isEqualTo(2);
  }

  @Test
  void run_stagesOfOneTransform_haveNamesOfTheirOwn() throws IOException {
    run();

    List<String> names = new ArrayList<>();
    report().get("stages").forEach(stage -> names.add(stage.get("name").asText()));
    assertThat(names)
        .doesNotHaveDuplicates()
        .contains(
            "ReadWords/Read", "Write/WriteFiles/groups +1", "Write/WriteFiles/destinations +1")
        .allMatch(
            name -> name.startsWith("Read") || name.matches("(Unit|Count|Format|Write|View).*"));
  }

  @Test
  void run_viewChanged_namesTheView() throws IOException {
    run();
    write("unit", " x");

    run();

    JsonNode report = report();
    JsonNode format = stage(report, "Format");
    assertThat(format.get("why").asText()).startsWith("view ").endsWith(" changed");
    assertThat(format.get("recomputed").asLong()).isEqualTo(3);
    assertThat(format.get("reused").asLong()).isZero();
    JsonNode count = stage(report, "Count");
    assertThat(count.get("why").asText()).isEqualTo("nothing changed");
    assertThat(count.get("recomputed").asLong()).isZero();
    assertThat(count.get("reused").asLong()).isEqualTo(5);
  }

  @Test
  void dryRun_inputChanged_saysWhatWouldRunAndChangesNothing() throws IOException {
    run();
    List<String> before = output();
    write("in/one", "a", "z");

    String said = printed(() -> run("--dryRun"));

    assertThat(said)
        .contains("Dry run of epoch 2 of 'counts'")
        .contains("Count/Combine.perKey(Count): its input changed")
        .contains("Format/ParMultiDo(Suffix): its input changed")
        .doesNotContain("ReadUnit/Read: its input changed");
    assertThat(output()).isEqualTo(before);
    assertThat(report().get("epoch").asLong()).isEqualTo(1);
    run();
    assertThat(output()).containsExactly("a 1 times", "b 1 times", "c 2 times", "z 1 times");
    assertThat(report().get("epoch").asLong()).isEqualTo(2);
  }

  @Test
  void dryRun_nothingChanged_saysThatNothingWouldRun() {
    run();

    assertThat(printed(() -> run("--dryRun"))).contains("Nothing would run");
  }

  private static String printed(Runnable action) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void audit_outputsAreThoseOfAScratchRun_passes() throws IOException {
    run("--audit");
    write("in/two", "b");

    run("--audit");

    assertThat(output()).containsExactly("a 1 times", "b 2 times");
    assertThat(folder.resolve("state/audit")).doesNotExist();
  }

  @Test
  void audit_checkedStepBehindTheNamesOfFiles_passes() {
    for (int epoch = 1; epoch <= 2; epoch++) {
      Pipeline pipeline =
          Pipelines.create(
              "--incremental", "--stateDir=" + folder + "/state", "--audit", "--jobName=names");
      pipeline
          .apply(Create.of(epoch == 1 ? List.of("a", "b") : List.of("b", "c", "d")))
          .apply(Window.into(FixedWindows.of(Duration.standardHours(1))))
          .apply(
              TextIO.write()
                  .to(folder + "/out/windowed")
                  .withWindowedWrites()
                  .withNumShards(1)
                  .withOutputFilenames())
          .getPerDestinationOutputFilenames()
          .apply(Values.create())
          .apply(MapElements.into(TypeDescriptors.integers()).via(name -> name.length()));
      pipeline.run();
    }
  }

  @Test
  void audit_functionGivesSomethingElse_failsWithTheSink() throws IOException {
    run();
    SuffixFn.suffix = "!";
    write("in/one", "a", "b", "d");

    assertThatThrownBy(() -> run("--audit"))
        .hasMessageContaining("--audit")
        .hasMessageContaining("Write")
        .hasMessageContaining("3 rows should not be there, 3 are missing")
        .hasMessageFindingMatch(
            "such as '[abc] \\d times!?' in the group of 'KV\\{null, 0}': expected ([01]) times, found (?!\\1)[01] times")
        .message()
        .doesNotContain("@NonDeterministic");
    assertThatThrownBy(() -> run("--audit")).hasMessageContaining("--fullRecompute");

    run("--fullRecompute", "--audit");
    assertThat(output()).containsExactly("a 1 times!", "b 2 times!", "c 2 times!", "d 1 times!");
    assertThat(stage(report(), "Format").get("why").asText())
        .isEqualTo("everything is to be computed anew");
  }

  /** Puts out how often it was called. */
  @NonDeterministic
  private static final class CallFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger CALLS = new AtomicInteger();

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output) {
      output.output(element + CALLS.incrementAndGet() + "x".repeat(1_000));
    }
  }

  private static final class SinkFn extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {}
  }

  @Test
  void audit_behindAFunctionThatIsMarked_failsAndNamesIt() {
    CallFn.CALLS.set(0);
    Pipeline pipeline =
        Pipelines.create("--incremental", "--stateDir=" + folder + "/state", "--audit");
    pipeline
        .apply(Create.of("call "))
        .apply("Call", ParDo.of(new CallFn()))
        .apply("Sink", ParDo.of(new SinkFn()));

    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("1 rows should not be there, 1 are missing")
        .hasMessageFindingMatch(
            "such as 'call (1x+\\.\\.\\.': expected 0 times, found 1|2x+\\.\\.\\.': expected 1 times, found 0) times")
        .hasMessageFindingMatch(
            "@NonDeterministic is called again by --audit.*'Call/ParMultiDo\\(Call\\)'")
        .message()
        .hasSizeLessThan(1_000);
  }
}
