// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Incremental runs of a program whose code is edited and compiled between them. */
final class ChangedCodeTest {
  private static final String PROGRAM =
      """
      package job;

      import org.apache.beam.sdk.Pipeline;
      import org.apache.beam.sdk.io.TextIO;
      import org.apache.beam.sdk.transforms.*;
      import org.apache.beam.sdk.values.*;

      public class Program {
        static class Helper {
          static String key(String word) {
            return word.substring(0, 1);
          }
        }

        public static void build(Pipeline pipeline, String output) {
          pipeline
              .apply("Words", Create.of("ab", "ac", "bb"))
              .apply("Key", MapElements.into(TypeDescriptors.strings()).via(word -> Helper.key(word)))
              .apply("Count", Count.perElement())
              .apply("Format", MapElements.into(TypeDescriptors.strings()).via(
                  count -> count.getKey() + "=" + count.getValue()))
              .apply("Write", TextIO.write().to(output).withNumShards(1));
        }
      }
      """;

  @TempDir private Path folder;

  private List<String> run(String program, String... more) throws Exception {
    Path source = folder.resolve("Program.java");
    Path classes = Files.createTempDirectory(folder, "classes");
    Files.writeString(source, program);
    String path = System.getProperty("java.class.path");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), "-cp", path, source.toString());
    assertThat(failed).isZero();
    Path output = folder.resolve("out").resolve("counts");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      Pipeline pipeline = Pipeline.create(options(more));
      loader
          .loadClass("job.Program")
          .getMethod("build", Pipeline.class, String.class)
          .invoke(null, pipeline, output.toString());
      pipeline.run();
    } finally {
      thread.setContextClassLoader(before);
    }
    return Files.readAllLines(Path.of(output + "-00000-of-00001")).stream().sorted().toList();
  }

  private org.apache.beam.sdk.options.PipelineOptions options(String... more) {
    return PipelineOptionsFactory.fromArgs(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(
                        "--runner=PathwayRunner",
                        "--incremental",
                        "--stateDir=" + folder.resolve("state")),
                    java.util.stream.Stream.of(more))
                .toArray(String[]::new))
        .create();
  }

  @Test
  void run_helperWasEdited_isRefusedByNameUnlessRecomputed() throws Exception {
    assertThat(run(PROGRAM)).containsExactly("a=2", "b=1");
    String edited = PROGRAM.replace("word.substring(0, 1)", "word.substring(1)");

    assertThatThrownBy(() -> run(edited))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other code: 'Key/Map/ParMultiDo(Anonymous)'\n")
        .hasMessageContaining("--onPipelineChange=RECOMPUTE");
    assertThat(run(PROGRAM)).containsExactly("a=2", "b=1");
    assertThat(run(edited, "--onPipelineChange=RECOMPUTE")).containsExactly("b=2", "c=1");
    assertThat(run(edited)).containsExactly("b=2", "c=1");
  }

  @Test
  void run_stepWasAdded_isRefusedByNameUnlessRecomputed() throws Exception {
    run(PROGRAM);
    String edited =
        PROGRAM.replace(
            ".apply(\"Count\"",
            ".apply(\"Filter\", Filter.by(key -> !key.equals(\"b\"))).apply(\"Count\"");

    assertThatThrownBy(() -> run(edited))
        .hasMessageContaining("added: 'Filter/ParDo(Anonymous)/ParMultiDo(Anonymous)'");
    assertThat(run(edited, "--onPipelineChange=RECOMPUTE")).containsExactly("a=2");
    assertThat(run(PROGRAM, "--onPipelineChange=RECOMPUTE")).containsExactly("a=2", "b=1");
  }

  /** Writes the elements, or their changes, to a file, and has a coder of its own for them. */
  private static final String SINK =
      """
      package job;

      import dev.pathway.beam.connectors.changes.*;
      import java.io.*;
      import java.nio.file.*;
      import org.apache.beam.sdk.Pipeline;
      import org.apache.beam.sdk.coders.*;
      import org.apache.beam.sdk.transforms.*;

      public class Program {
        static class WordCoder extends AtomicCoder<String> {
          @Override
          public void encode(String word, OutputStream out) throws IOException {
            StringUtf8Coder.of().encode(word + "1", out);
          }

          @Override
          public String decode(InputStream in) throws IOException {
            String text = StringUtf8Coder.of().decode(in);
            if (!text.endsWith("1")) {
              throw new IOException("not written by this coder: " + text);
            }
            return text.substring(0, text.length() - 1);
          }
        }

        static class AppendFn<T> extends DoFn<T, Void> {
          private final String file;

          AppendFn(String file) {
            this.file = file;
          }

          @ProcessElement
          public void process(@Element T element) throws IOException {
            Path path = Path.of(file + "-00000-of-00001");
            Files.createDirectories(path.getParent());
            Files.writeString(
                path, element + "\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          }
        }

        public static void build(Pipeline pipeline, String output) {
          pipeline
              .apply("Words", Create.of("a", "b").withCoder(new WordCoder()))
              .apply("Sink", ParDo.of(new AppendFn<>(output)));
        }
      }
      """;

  @Test
  void run_codeOfASinksCoderWasEdited_isRefusedUnlessOldElementsMayStand() throws Exception {
    assertThat(run(SINK)).containsExactly("a", "b");
    String edited = SINK.replace("\"1\"", "\"2\"");

    assertThatThrownBy(() -> run(edited, "--onPipelineChange=RECOMPUTE"))
        .hasMessageContaining("what 'Sink")
        .hasMessageContaining("is encoded in another way")
        .hasMessageContaining("use --onDeletion=IGNORE or a new --stateDir");
    assertThat(run(edited, "--onPipelineChange=RECOMPUTE", "--onDeletion=IGNORE"))
        .containsExactly("a", "a", "b", "b");
    assertThat(run(edited)).containsExactly("a", "a", "b", "b");
  }

  @Test
  void run_codeOfACoderOfChangesWasEdited_isRefusedBeforeOldOnesAreReadWithIt() throws Exception {
    String changes = SINK.replace(".apply(\"Sink", ".apply(Changes.of()).apply(\"Sink");
    assertThat(run(changes)).hasSize(2);

    assertThatThrownBy(() -> run(changes.replace("\"1\"", "\"2\""), "--onPipelineChange=RECOMPUTE"))
        .hasMessageContaining("is encoded in another way")
        .hasMessageContaining("use a new --stateDir");
  }
}
