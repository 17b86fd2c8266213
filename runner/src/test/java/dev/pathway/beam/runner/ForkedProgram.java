// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A main method in a process of its own, with the class path and options of this one. */
public final class ForkedProgram implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final Path output;

  private ForkedProgram(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * A process that ended.
   *
   * @param exitCode its exit code
   * @param output what it printed, errors included
   * @param timeMillis when it ended
   */
  public record Ended(int exitCode, String output, long timeMillis) {}

  /**
   * Starts a program, whose temporary and only private folder is {@code folder}.
   *
   * @param jvmArgs further options of the JVM
   * @param mainAndArgs the main class, then its arguments
   */
  public static ForkedProgram start(Path folder, List<String> jvmArgs, String... mainAndArgs)
      throws IOException {
    return start(System.getProperty("java.class.path"), folder, jvmArgs, mainAndArgs);
  }

  /** Starts a program with another class path. */
  public static ForkedProgram start(
      String classPath, Path folder, List<String> jvmArgs, String... mainAndArgs)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(arg -> arg.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx512m", "-Djava.io.tmpdir=" + folder));
    command.addAll(jvmArgs);
    command.addAll(List.of("-cp", classPath));
    command.addAll(List.of(mainAndArgs));
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().remove("XDG_RUNTIME_DIR");
    return new ForkedProgram(builder.start(), output);
  }

  /** Returns the process. */
  public Process process() {
    return process;
  }

  /** Returns what the process has printed so far, errors included. */
  public String output() {
    try {
      return Files.readString(output, UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Gives the process a line to read. */
  public void send(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /** Waits until the process has printed a text. */
  public void awaitOutput(String text) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(LIMIT_SECONDS))
        .untilAsserted(() -> assertThat(output()).contains(text));
  }

  /** Waits until the process has ended; fails if that takes too long. */
  public Ended awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
        .as("ends within %s s", LIMIT_SECONDS)
        .isTrue();
    long ended = System.currentTimeMillis();
    return new Ended(process.exitValue(), output(), ended);
  }

  /** Kills the process if it still runs. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
