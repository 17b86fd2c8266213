// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FingerprintsTest {
  private static final String MAIN =
      """
      import java.util.*;
      import org.apache.beam.sdk.Pipeline;
      import org.apache.beam.sdk.coders.*;
      import org.apache.beam.sdk.transforms.*;
      import org.apache.beam.sdk.transforms.windowing.*;
      import org.apache.beam.sdk.values.*;
      import org.joda.time.Duration;
      import org.joda.time.Instant;

      public class Main {
        enum Colour { RED, GREEN, BLUE }

        static class Tagger extends DoFn<String, String> {
          private final TupleTag<String> tag;
          private final UUID id;
          private final String tenant;
          private final String host;
          private final Set<Object> set = Set.of(Colour.RED, Colour.GREEN, "x", 5);
          private final Map<Object, String> map = new HashMap<>();

          Tagger(TupleTag<String> tag, UUID id, String tenant, String host) {
            this.tag = tag;
            this.id = id;
            this.tenant = tenant;
            this.host = host;
            for (Colour each : Colour.values()) {
              map.put(each, each.name());
            }
          }

          @ProcessElement
          public void process(ProcessContext context) {
            context.output(tag, context.element());
          }
        }

        static class Scale extends DoFn<String, KV<String, Integer>> {
          private final int factor;

          Scale(int factor) {
            this.factor = factor;
          }

          @ProcessElement
          public void process(ProcessContext context) {
            context.output(KV.of(context.element(), factor * Helper.size(context.element())));
          }
        }

        public static Pipeline pipeline() {
          Pipeline pipeline = Pipeline.create();
          TupleTag<String> main = new TupleTag<>() {};
          TupleTag<String> side = new TupleTag<>() {};
          UUID id = UUID.fromString("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
          String tenant = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
          String host = "host:8080#ab";
          PCollection<String> words =
              pipeline
                  .apply("Words", Create.of("a", "b"))
                  .apply("Tag", ParDo.of(new Tagger(side, id, tenant, host)).withOutputTags(main, TupleTagList.of(side)))
                  .get(side)
                  .setCoder(StringUtf8Coder.of());
          PCollection<String> upper =
              words.apply("Upper", MapElements.into(TypeDescriptors.strings()).via(word -> word.toUpperCase()));
          PCollection<String> lower =
              upper.apply("Lower", MapElements.into(TypeDescriptors.strings()).via(word -> Other.lower(word)));
          PCollectionView<List<String>> view = words.apply("View", View.asList());
          lower
              .apply("Scale", ParDo.of(new Scale(2)).withSideInputs(view))
              .apply("Window", Window.into(FixedWindows.of(Duration.millis(5))))
              .apply("Sum", Combine.perKey(Sum.ofIntegers()))
              .apply("Last", ParDo.of(
                  new DoFn<KV<String, Integer>, Void>() {
                    @ProcessElement
                    public void process(ProcessContext context) {}
                  }));
          return pipeline;
        }
      }
      """;

  @TempDir private Path folder;
  private CompiledJob job;

  @BeforeEach
  void writeJob() {
    job =
        new CompiledJob(folder)
            .with("Main", MAIN)
            .with(
                "Helper",
                """
                class Helper {
                  static int size(String word) {
                    return new Size().of(word);
                  }
                }
                """)
            .with("Size", "class Size { int of(String word) { return word.length(); } }")
            .with(
                "Other",
                """
                class Other {
                  static String lower(String word) {
                    return word.toLowerCase();
                  }

                  static String unused(String word) {
                    return word.trim();
                  }
                }
                """);
  }

  @Test
  void of_samePipelineMadeTwice_isSame() throws Exception {
    assertThat(job.fingerprints()).isEqualTo(job.fingerprints());
  }

  @Test
  void of_otherProcesses_isSameFromFolderAndJar() throws Exception {
    Path classes = job.compile();
    Path jar = folder.resolve("job.jar");
    pack(classes, jar);
    String others = System.getProperty("java.class.path");

    List<String> fromFolder = printed(classes + File.pathSeparator + others);
    List<String> fromJar = printed(others + File.pathSeparator + jar);

    assertThat(fromFolder).hasSizeGreaterThan(8).isEqualTo(fromJar);
  }

  @Test
  void of_helperOfHelperEdited_changesCodeOfItsUsersAlone() throws Exception {
    Map<String, Fingerprint> before = job.fingerprints();

    job.edit("Size", "word.length()", "word.length() + 1");

    assertThat(changed(before)).containsExactly("code StepNode Scale/ParMultiDo(Scale)");
  }

  @Test
  void of_lambdaEdited_changesItsCodeAlone() throws Exception {
    Map<String, Fingerprint> before = job.fingerprints();

    job.edit("Main", "word.toUpperCase()", "word.toUpperCase() + word");

    assertThat(changed(before)).containsExactly("code StepNode Upper/Map/ParMultiDo(Anonymous)");
  }

  @Test
  void of_otherLambdasAndAnonymousClassesBefore_isSame() throws Exception {
    Map<String, Fingerprint> before = job.fingerprints();

    job.edit(
        "Main",
        "Pipeline pipeline = Pipeline.create();",
        """
        Pipeline pipeline = Pipeline.create();
        Runnable one = () -> {};
        Object two = new Object() {};
        TupleTag<String> three = new TupleTag<>();
        """);

    assertThat(changed(before)).isEmpty();
  }

  @Test
  void of_unusedStaticMethodEdited_isSame() throws Exception {
    Map<String, Fingerprint> before = job.fingerprints();

    job.edit("Other", "word.trim()", "word.strip()");

    assertThat(changed(before)).isEmpty();
  }

  @Test
  void of_fieldOfDoFn_changesConfigurationOfItsNodeAlone() throws Exception {
    Map<String, Fingerprint> before = job.fingerprints();

    job.edit("Main", "new Scale(2)", "new Scale(3)");

    assertThat(changed(before)).containsExactly("configuration StepNode Scale/ParMultiDo(Scale)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UUID.fromString(\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\")",
        "tenant = \"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"",
        "\"host:8080#ab\""
      })
  void of_whatLooksLikeAnIdInUserCode_isConfiguration(String field) throws Exception {
    Map<String, Fingerprint> before = job.fingerprints();

    job.edit("Main", field, field.replace("301\"", "302\"").replace("#ab", "#ac"));

    assertThat(changed(before)).containsExactly("configuration StepNode Tag");
  }

  @Test
  void of_otherOneOfTwoTagsWithoutNames_isConfiguration() throws Exception {
    Map<String, Fingerprint> before = job.fingerprints();

    job.edit("Main", "new Tagger(side", "new Tagger(main");

    assertThat(changed(before)).containsExactly("configuration StepNode Tag");
  }

  @Test
  void of_createdElements_isSame() throws Exception {
    Map<String, Fingerprint> before = job.fingerprints();

    job.edit("Main", "Create.of(\"a\", \"b\")", "Create.of(\"a\", \"c\", \"d\")");

    assertThat(changed(before)).isEmpty();
  }

  @Test
  void of_windowSize_changesConfigurationFromThereOn() throws Exception {
    Map<String, Fingerprint> before = job.fingerprints();

    job.edit("Main", "Duration.millis(5)", "Duration.millis(6)");

    assertThat(changed(before)).contains("configuration StepNode Window/Window.Assign");
  }

  @Test
  void of_coder_changesConfigurationOfWritersAndReaders() throws Exception {
    Map<String, Fingerprint> before = job.fingerprints();

    job.edit(
        "Main",
        ".setCoder(StringUtf8Coder.of())",
        ".setCoder(NullableCoder.of(StringUtf8Coder.of()))");

    assertThat(changed(before))
        .contains(
            "configuration StepNode Tag", "configuration StepNode Upper/Map/ParMultiDo(Anonymous)");
  }

  /** Returns what of the fingerprints is not what it was, once the job is compiled anew. */
  private List<String> changed(Map<String, Fingerprint> before) throws Exception {
    Map<String, Fingerprint> now = job.fingerprints();
    assertThat(now).hasSameSizeAs(before);
    return now.entrySet().stream()
        .flatMap(
            each -> {
              Fingerprint old = before.getOrDefault(each.getKey(), new Fingerprint("", ""));
              String name = each.getKey();
              return Stream.of(
                      each.getValue().code().equals(old.code()) ? "" : "code " + name,
                      each.getValue().configuration().equals(old.configuration())
                          ? ""
                          : "configuration " + name)
                  .filter(text -> !text.isEmpty());
            })
        .toList();
  }

  private List<String> printed(String classPath) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "printed", ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                FingerprintProgram.class.getName())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllLines(output);
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
        out.write(Files.readAllBytes(each));
      }
    }
  }
}
