// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pathway.beam.engine.plan.SinkNode.Deletions;
import dev.pathway.beam.translation.PipelineTranslator;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.options.ChangeDetection;
import dev.pathway.beam.translation.revision.KnownPlan;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import job.ManyTransforms;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.TupleTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pipeline is known again, whoever makes it. */
final class StableFingerprintsTest {
  private static final int TIMES = 20;

  @TempDir private Path folder;

  /** Prints what is known of the pipeline. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      known().forEach(System.out::println);
    }
  }

  private static List<String> known() {
    return KnownPlan.of(
            new PipelineTranslator("job", new Checks(false, false))
                .translateIncremental(
                    ManyTransforms.pipeline(), Deletions.FAIL, ChangeDetection.METADATA))
        .nodes()
        .entrySet()
        .stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .toList();
  }

  @Test
  void of_sameTransformsManyTimes_areKnown() {
    List<String> first = known();

    assertThat(first).hasSizeGreaterThan(50);
    for (int i = 1; i < TIMES; i++) {
      assertThat(known()).containsExactlyInAnyOrderElementsOf(first);
    }
  }

  @Test
  void of_sameTransformsInOtherProcesses_areKnown() throws Exception {
    List<String> here = known();

    assertThat(printed()).containsExactlyInAnyOrderElementsOf(here);
    assertThat(printed()).containsExactlyInAnyOrderElementsOf(here);
  }

  private List<String> printed() throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "printed", ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllLines(output);
  }

  private record Two(Object one, Object other) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  static Stream<Serializable> values() {
    Map<String, String> map = new HashMap<>(Map.of("a", "b", "c", "d"));
    Map<String, String> ordered = new LinkedHashMap<>(1000);
    ordered.put("e", "f");
    return Stream.of(
        VarIntCoder.of(),
        KvCoder.of(VarIntCoder.of(), VarIntCoder.of()),
        "text",
        1234567L,
        5,
        true,
        'c',
        new byte[] {1, 2},
        new Object[] {"x", VarIntCoder.of()},
        (Serializable) map,
        (Serializable) ordered,
        (Serializable) List.of("a", "b"),
        (Serializable) Map.of("a", 1, "b", 2),
        (Serializable) new ArrayList<>(List.of("a", 1)));
  }

  private static byte[] form(Object object) throws IOException {
    return CanonicalStream.of(object, new Roots(new JobClasses()));
  }

  @ParameterizedTest
  @MethodSource("values")
  void of_sameObjectTwiceOrACopyOfIt_isSame(Serializable value) throws Exception {
    byte[] same = form(new Two(value, value));

    assertThat(form(new Two(value, copy(value)))).isEqualTo(same);
    assertThat(form(new Two(copy(value), value))).isEqualTo(same);
    assertThat(form(new Object[] {value, copy(value), copy(value)}))
        .isEqualTo(form(new Object[] {value, value, value}));
    assertThat(form(copy(new Two(copy(value), copy(value))))).isEqualTo(same);
    assertThat(form(new Two(value, "other"))).isNotEqualTo(same);
  }

  private static Object[] tagged(boolean isSwapped) {
    TupleTag<String> one = new TupleTag<>();
    TupleTag<String> two = new TupleTag<>();
    Map<TupleTag<?>, String> names = new HashMap<>(Map.of(one, "one", two, "two"));
    return new Object[] {names, isSwapped ? two : one};
  }

  @Test
  void of_tagsWithoutNames_areKnownByTheirPlaces() throws Exception {
    byte[] first = form(tagged(false));

    for (int i = 0; i < TIMES; i++) {
      // Their ids are others each time, and so is the order of the map.
      assertThat(form(tagged(false))).isEqualTo(first);
      assertThat(form(tagged(true))).isNotEqualTo(first);
    }
  }

  /** Equal to itself alone, so that a set of them does not look into them. */
  @SuppressWarnings("UnusedVariable") // Serialisation reads the fields.
  private static final class Node implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int number;
    private final Object below;

    Node(int number, Object below) {
      this.number = number;
      this.below = below;
    }
  }

  static Stream<UnaryOperator<List<Object>>> layers() {
    return Stream.of(
        ArrayList::new,
        List::copyOf,
        below -> List.of(new HashSet<>(below)),
        below -> List.of((Supplier<Object> & Serializable) () -> below));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void of_layersThatAllHoldTheNextOne_areLookedAtOnce(UnaryOperator<List<Object>> layer) {
    List<Object> top = List.of("a", "b", "c");
    for (int i = 0; i < 40; i++) {
      List<Object> next = new ArrayList<>();
      for (int node = 0; node < 3; node++) {
        next.add(new Node(node, layer.apply(top)));
      }
      top = next;
    }
    List<Object> all = top;

    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertThat(form(all.toArray())).isNotEmpty());
  }

  private static <T extends Serializable> T copy(T value) {
    byte[] bytes = SerializableUtils.serializeToByteArray(value);
    @SuppressWarnings("unchecked") // what was written
    T copy = (T) SerializableUtils.deserializeFromByteArray(bytes, "value");
    return copy;
  }
}
