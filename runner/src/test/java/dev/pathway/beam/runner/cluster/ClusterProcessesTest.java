// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.runner.ForkedProgram;
import dev.pathway.beam.runner.Pipelines;
import dev.pathway.beam.runner.cli.MemberCommand;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members in processes of their own, which have none of a job's classes. */
final class ClusterProcessesTest {
  private static final String NAME = "test-" + UUID.randomUUID();
  private static final List<ForkedProgram> MEMBERS = new ArrayList<>();

  @TempDir private static Path folder;
  private static List<String> addresses = List.of();
  private static Path jar;

  @BeforeAll
  static void start() throws IOException {
    jar = jar();
    addresses = Stream.of(freePort(), freePort(), freePort()).map(p -> "127.0.0.1:" + p).toList();
    for (int i = 0; i < addresses.size(); i++) {
      String port = addresses.get(i).substring(addresses.get(i).indexOf(':') + 1);
      MEMBERS.add(
          ForkedProgram.start(
              withoutTests(),
              Files.createDirectory(folder.resolve("member" + i)),
              List.of(),
              MemberCommand.class.getName(),
              "member",
              "--clusterName=" + NAME,
              "--port=" + port,
              "--join=" + String.join(",", addresses.subList(0, i))));
      MEMBERS.get(i).awaitOutput("with " + i + " others");
    }
  }

  @AfterAll
  static void stop() {
    MEMBERS.forEach(ForkedProgram::close);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String withoutTests() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Returns a jar of the functions, as the build of a job would make it. */
  private static Path jar() throws IOException {
    Path made = folder.resolve("job.jar");
    String base = ShippedFns.class.getName().replace('.', '/');
    Path classes =
        Path.of(ShippedFns.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Path parent = classes.resolve(base).getParent();
    try (OutputStream out = Files.newOutputStream(made);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.list(parent)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("ShippedFns")).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
    return made;
  }

  private static Pipeline pipeline() {
    return Pipelines.create(
        "--hazelcastMembers=" + String.join(",", addresses),
        "--hazelcastClusterName=" + NAME,
        "--filesToStage=" + jar);
  }

  @Test
  void run_functionsOfTheJob_areComputedByAllMembers() throws IOException {
    Pipeline pipeline = pipeline();
    pipeline
        .apply(GenerateSequence.from(0).to(20_000))
        .apply(ParDo.of(new ShippedFns.RemainderFn()))
        .apply(Sum.longsPerKey())
        .apply(ParDo.of(new ShippedFns.LineFn()))
        .apply(TextIO.write().to(folder.resolve("out/sums").toString()));

    PipelineResult result = pipeline.run();

    Map<Long, Long> sums = new TreeMap<>();
    List<String> processes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (String line : Files.readAllLines(file)) {
          String[] words = line.split(" ", -1);
          assertThat(sums.put(Long.valueOf(words[0]), Long.valueOf(words[1]))).isNull();
          processes.add(words[2]);
        }
      }
    }
    Map<Long, Long> expected = new TreeMap<>();
    for (long number = 0; number < 20_000; number++) {
      expected.merge(number % 17, number, Long::sum);
    }
    assertThat(sums).isEqualTo(expected);
    assertThat(processes.stream().distinct().sorted().toList())
        .isEqualTo(
            MEMBERS.stream().map(each -> String.valueOf(each.process().pid())).sorted().toList());
    assertThat(
            result
                .metrics()
                .queryMetrics(MetricsFilter.builder().build())
                .getCounters()
                .iterator()
                .next()
                .getCommitted())
        .isEqualTo(20_000);
  }

  @Test
  void run_exceptionOfTheJob_isTheCause() {
    Pipeline pipeline = pipeline();
    pipeline
        .apply(GenerateSequence.from(0).to(100))
        .apply(ParDo.of(new ShippedFns.RemainderFn()))
        .apply(Sum.longsPerKey())
        .apply("Fail", ParDo.of(new ShippedFns.FailFn()));

    assertThatThrownBy(pipeline::run)
        .hasMessageStartingWith("'Fail/ParMultiDo(Fail)' failed: ")
        .hasCauseInstanceOf(ShippedFns.ShippedException.class);
  }
}
