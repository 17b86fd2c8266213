// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Another process that uses spill directories. */
final class SpillingProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private SpillingProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
  }

  /** Starts a process that opens a directory, writes a file and keeps it until it is killed. */
  static SpillingProcess holding(Path base) throws IOException {
    return start(base, 0);
  }

  /** Starts a process that opens and closes directories and fails if one is not as it should be. */
  static SpillingProcess openingAndClosing(Path base, int times) throws IOException {
    return start(base, times);
  }

  /** Waits until the process has opened its directory. */
  Path directory() throws IOException {
    return Path.of(output.readLine());
  }

  /** Kills the process as a crash would. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    kill();
  }

  private static SpillingProcess start(Path base, int times) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SpillingProcess.class.getName(),
                base.toString(),
                Integer.toString(times))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new SpillingProcess(process);
  }

  /** The other process: takes the base directory and the number of directories to open. */
  public static void main(String[] args) throws Exception {
    Path base = Path.of(args[0]);
    int times = Integer.parseInt(args[1]);
    if (times == 0) {
      SpillDirectory directory = SpillDirectory.open(base);
      Files.writeString(directory.newFile("group"), "content");
      System.out.println(directory.path());
      System.out.flush();
      System.in.read();
    }
    for (int i = 0; i < times; i++) {
      try (SpillDirectory directory = SpillDirectory.open(base)) {
        Path file = directory.newFile("group");
        Files.writeString(file, "content");
        if (!Files.readString(file).equals("content")) {
          throw new IOException("Lost " + file);
        }
      }
    }
  }
}
