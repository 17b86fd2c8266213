// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of a single key, each of which is larger than the heap of its process. */
final class LargeSessionTest {
  private static final String HEAP = "-Xmx80m";
  private static final long LIMIT_SECONDS = 180;
  private static final int SESSIONS = 2;
  private static final int VALUES = 12_000;
  private static final int VALUE_BYTES = 8 << 10;

  @TempDir private Path folder;

  /** Groups the values and says what is in each session. */
  static final class Program {
    private Program() {}

    /** Runs the pipeline; the arguments are its options. */
    public static void main(String[] args) {
      Pipeline pipeline = Pipelines.create(args);
      pipeline
          .apply(GenerateSequence.from(0).to((long) SESSIONS * VALUES))
          .apply("Values", ParDo.of(new ValueFn()))
          .apply(Window.into(Sessions.withGapDuration(Duration.standardSeconds(1))))
          .apply(GroupByKey.create())
          .apply("Say", ParDo.of(new SayFn()));
      pipeline.run();
    }
  }

  static final class ValueFn extends DoFn<Long, KV<String, byte[]>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<String, byte[]>> out) {
      byte[] value = new byte[VALUE_BYTES];
      Arrays.fill(value, number.byteValue());
      // Numbers of all sessions take turns.
      Instant hour = Instant.ofEpochMilli(Duration.standardHours(number % SESSIONS).getMillis());
      out.outputWithTimestamp(KV.of("key", value), hour.plus(Duration.millis(number)));
    }
  }

  static final class SayFn extends DoFn<KV<String, Iterable<byte[]>>, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, Iterable<byte[]>> group, BoundedWindow window) {
      long values = 0;
      long bytes = 0;
      for (byte[] value : group.getValue()) {
        values++;
        bytes += value.length;
      }
      System.out.println(values + " values of " + bytes + " bytes in " + window);
    }
  }

  @Test
  void groupByKey_sessionsLargerThanTheHeap_comeOutWhole() throws Exception {
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(arg -> arg.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(List.of(HEAP, "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Program.class.getName(), "--spillDirectory=" + folder));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    String said = Files.readString(output, UTF_8);
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said.lines().filter(line -> line.contains(" values of ")))
        .containsExactlyInAnyOrder(
            "12000 values of 98304000 bytes in"
                + " [1970-01-01T00:00:00.000Z..1970-01-01T00:00:24.998Z)",
            "12000 values of 98304000 bytes in"
                + " [1970-01-01T01:00:00.001Z..1970-01-01T01:00:24.999Z)");
  }
}
