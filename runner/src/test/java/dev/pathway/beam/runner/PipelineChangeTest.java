// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.joinlibrary.Join;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an incremental pipeline does when it is not what it was in its last run. */
final class PipelineChangeTest {
  @TempDir private Path folder;

  private Pipeline pipeline(String... more) {
    String[] args = {"--runner=PathwayRunner", "--incremental", "--stateDir=" + folder + "/state"};
    return Pipeline.create(
        PipelineOptionsFactory.fromArgs(
                Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new))
            .create());
  }

  /** Adds something to each element, and tells of each one. */
  private static final class AddFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final String added;
    private final Gathered<String> seen;

    AddFn(String added, Gathered<String> seen) {
      this.added = added;
      this.seen = seen;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      seen.add(context.element());
      context.output(context.element() + added);
    }
  }

  private static final class FormatFn extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;

    private final String separator;

    FormatFn(String separator) {
      this.separator = separator;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      KV<String, Long> count = context.element();
      context.output(count.getKey() + separator + count.getValue());
    }
  }

  /** What a run did: the elements that its first step saw, and the changes of its output. */
  private record Run(List<String> seen, List<String> changes) {}

  private PCollection<String> counts(
      Pipeline pipeline,
      List<String> words,
      String added,
      String separator,
      Gathered<String> seen) {
    return pipeline
        .apply(Create.of(words).withCoder(StringUtf8Coder.of()))
        // The step behind a Create runs in each epoch.
        .apply("First", Filter.by(word -> true))
        .apply("Add", ParDo.of(new AddFn(added, seen)))
        .apply(Count.perElement())
        .apply("Format", ParDo.of(new FormatFn(separator)));
  }

  private static List<String> sorted(Gathered<String> gathered) {
    return gathered.elements().stream().sorted().toList();
  }

  private Run run(List<String> words, String added, String separator) {
    Gathered<String> seen = new Gathered<>();
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline = pipeline();
    counts(pipeline, words, added, separator, seen).apply(new ChangeTexts()).apply(changes);
    pipeline.run();
    return new Run(sorted(seen), sorted(changes));
  }

  @Test
  void run_configurationOfLastStepChanges_thoseBeforeAreNotRunAgain() {
    run(List.of("a", "b", "b"), "", "=");

    Run second = run(List.of("a", "b", "b", "c"), "", ":");

    assertThat(second.seen()).containsExactly("c");
    assertThat(second.changes()).containsExactly("+a:1", "+b:2", "+c:1", "-a=1", "-b=2");
    assertThat(run(List.of("a", "b"), "", ":").changes()).containsExactly("+b:1", "-b:2", "-c:1");
  }

  @Test
  void run_configurationOfFirstStepChanges_sinkIsGivenWhatIsDifferentAlone() {
    run(List.of("a", "b"), "", "=");
    run(List.of("a", "b", "bx"), "", "=");

    Run third = run(List.of("a", "b", "bx", ""), "x", "=");

    assertThat(third.seen()).containsExactly("", "a", "b", "bx");
    assertThat(third.changes()).containsExactly("+ax=1", "+bxx=1", "+x=1", "-a=1", "-b=1");
    assertThat(run(List.of("a"), "", "=").changes())
        .containsExactly("+a=1", "-ax=1", "-bx=1", "-bxx=1", "-x=1");
  }

  private List<String> joined(List<String> words, String separator) {
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline = pipeline();
    PCollection<KV<String, Long>> counts =
        pipeline
            .apply(Create.of(words).withCoder(StringUtf8Coder.of()))
            .apply("Count", Count.perElement());
    Join.innerJoin(counts, counts)
        .apply("Value", MapElements.via(new LeftFn()))
        .apply("Format", ParDo.of(new FormatFn(separator)))
        .apply(new ChangeTexts())
        .apply(changes);
    pipeline.run();
    return sorted(changes);
  }

  private static final class LeftFn
      extends SimpleFunction<KV<String, KV<Long, Long>>, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    @Override
    public KV<String, Long> apply(KV<String, KV<Long, Long>> pair) {
      return KV.of(pair.getKey(), pair.getValue().getKey());
    }
  }

  @Test
  void run_configurationOfStepBehindAJoinChanges_sinkIsGivenWhatIsDifferent() {
    joined(List.of("a", "b"), "=");

    assertThat(joined(List.of("a", "b", "b"), ":")).containsExactly("+a:1", "+b:2", "-a=1", "-b=1");
    assertThat(joined(List.of("b", "b"), ":")).containsExactly("-a:1");
    assertThat(joined(List.of("b"), "=")).containsExactly("+b=1", "-b:2");
  }

  private List<String> given(List<String> words, String added, String sink, String... more) {
    Gathered<String> given = new Gathered<>();
    Pipeline pipeline = pipeline(more);
    pipeline
        .apply(Create.of(words).withCoder(StringUtf8Coder.of()))
        // The step behind a Create runs in each epoch.
        .apply("First", Filter.by(word -> true))
        .apply("Add", ParDo.of(new AddFn(added, new Gathered<>())))
        .apply("Sink", ParDo.of(new AddFn(sink, given)));
    pipeline.run();
    return sorted(given);
  }

  @Test
  void run_sinkThatCanOnlyAdd_isGivenAgainOnlyWhatIsNew() {
    assertThat(given(List.of("a", "b"), "", "1")).containsExactly("a", "b");
    assertThatThrownBy(() -> given(List.of("a", "b"), "x", "1"))
        .hasMessageContaining("can only add to what it wrote, but 1 of");
    assertThat(given(List.of("a", "b", "bx"), "", "1")).containsExactly("bx");
    assertThat(given(List.of("a", "b"), "x", "1", "--onDeletion=IGNORE")).containsExactly("ax");
  }

  @Test
  void run_sinkIsConfiguredInAnotherWay_isGivenAllAgainIfOldMayStand() {
    given(List.of("a", "b"), "", "1");

    assertThatThrownBy(() -> given(List.of("a", "b"), "", "2"))
        .hasMessageContaining("not with the same side inputs or function");
    assertThat(given(List.of("a", "b", "c"), "", "2", "--onDeletion=IGNORE"))
        .containsExactly("a", "b", "c");
    assertThat(given(List.of("a", "b", "c"), "", "2")).isEmpty();
  }

  private Map<String, String> written(List<String> words, String added, TextIO.Write write)
      throws IOException {
    Pipeline pipeline = pipeline();
    counts(pipeline, words, added, "=", new Gathered<>()).apply("Write", write);
    pipeline.run();
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder.resolve("out"))) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        if (!each.toString().contains("_pathway")) {
          files.put(
              folder.resolve("out").relativize(each).toString(),
              String.join(" ", Files.readAllLines(each).stream().sorted().toList()));
        }
      }
    }
    return files;
  }

  @Test
  void run_filesAreWrittenElsewhere_oldOnesGo() throws IOException {
    TextIO.Write write = TextIO.write().to(folder + "/out/counts").withNumShards(1);
    assertThat(written(List.of("a", "b"), "", write))
        .isEqualTo(Map.of("counts-00000-of-00001", "a=1 b=1"));
    assertThat(written(List.of("a", "b"), "x", write))
        .isEqualTo(Map.of("counts-00000-of-00001", "ax=1 bx=1"));
    assertThat(written(List.of("a", "c"), "x", write.withSuffix(".txt")))
        .isEqualTo(Map.of("counts-00000-of-00001.txt", "ax=1 cx=1"));
    assertThat(written(List.of("a", "c"), "x", write.to(folder + "/out/other/counts")))
        .isEqualTo(Map.of("other/counts-00000-of-00001", "ax=1 cx=1"));
    assertThat(written(List.of(), "x", write.to(folder + "/out/other/counts")))
        .isEqualTo(Map.of("other/counts-00000-of-00001", ""));
  }

  @Test
  void run_otherNumberOfShards_writesAllAgain() throws IOException {
    TextIO.Write write = TextIO.write().to(folder + "/out/counts");
    written(List.of("a", "b"), "", write.withNumShards(3));

    assertThat(written(List.of("a", "b"), "", write.withNumShards(1)))
        .isEqualTo(Map.of("counts-00000-of-00001", "a=1 b=1"));
  }

  private List<String> coded(List<String> words, Coder<String> coder) {
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline
        .apply(Create.of(words).withCoder(coder))
        .apply(Count.perElement())
        .apply("Format", ParDo.of(new FormatFn("=")))
        .setCoder(StringUtf8Coder.of())
        .apply(new ChangeTexts())
        .apply(changes);
    pipeline.run();
    return sorted(changes);
  }

  @Test
  void run_coderOfKeysChanges_whatWasKeptIsNotReadWithIt() {
    coded(List.of("a", "b"), StringUtf8Coder.of());

    assertThat(coded(List.of("a", "a"), NullableCoder.of(StringUtf8Coder.of())))
        .containsExactly("+a=2", "-a=1", "-b=1");
  }

  private Run lines(String files, TextIO.Read read) {
    Gathered<String> seen = new Gathered<>();
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline = pipeline();
    pipeline
        .apply("Lines", read.from(folder + files))
        .apply("Add", ParDo.of(new AddFn("", seen)))
        .apply(new ChangeTexts())
        .apply(changes);
    pipeline.run();
    return new Run(sorted(seen), sorted(changes));
  }

  @Test
  void run_filesAreReadInAnotherWay_allAreReadAgain() throws IOException {
    Files.writeString(folder.resolve("one.txt"), "a;b\n");
    lines("/*.txt", TextIO.read());

    Run second = lines("/*.txt", TextIO.read().withDelimiter(new byte[] {';'}));

    assertThat(second.changes()).containsExactly("+a", "+b\n", "-a;b");
  }

  @Test
  void run_otherFilesAreRead_onlyThoseThatAreNewAreRead() throws IOException {
    Files.writeString(folder.resolve("one.txt"), "a\n");
    Files.writeString(folder.resolve("two.txt"), "b\n");
    for (String name : List.of("one.txt", "two.txt")) {
      // One that has just changed is read once more, as its time may not tell a further change.
      Files.setLastModifiedTime(folder.resolve(name), FileTime.fromMillis(1_000_000));
    }
    lines("/one.txt", TextIO.read());

    Run second = lines("/*.txt", TextIO.read());

    assertThat(second).isEqualTo(new Run(List.of("b"), List.of("+b")));
  }
}
