// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Another process that commits one epoch after another to a store until it is killed. */
final class StoreProcess implements AutoCloseable {
  static final String NAME = "pairs";

  private final Process process;
  private final BufferedReader output;

  private StoreProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
  }

  static StoreProcess start(Path store, Path spill) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                StoreProcess.class.getName(),
                store.toString(),
                spill.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new StoreProcess(process);
  }

  /** Waits until the process has committed one more epoch, and returns that. */
  long nextCommit() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("The process has ended by itself");
    }
    return Long.parseLong(line);
  }

  /** Kills the process as a crash would; returns the last epoch that it said was committed. */
  long kill(long lastCommit) throws IOException {
    // By its handle: the process itself would close the output with it.
    process.toHandle().destroyForcibly();
    process.onExit().join();
    long last = lastCommit;
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      last = Long.parseLong(line);
    }
    return last;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** The update of an epoch, handed to something that takes pairs. */
  static void update(long epoch, Target target) throws IOException {
    SplittableRandom random = new SplittableRandom(epoch);
    int count = random.nextInt(1 << random.nextInt(4, 14));
    for (int i = 0; i < count; i++) {
      byte[] key = ByteBuffer.allocate(4).putInt(random.nextInt(2000)).array();
      byte[] value = new byte[random.nextInt(3)];
      target.add(key, value, random.nextInt(-3, 4));
    }
  }

  /** Takes pairs. */
  @FunctionalInterface
  interface Target {
    void add(byte[] key, byte[] value, long weight) throws IOException;
  }

  /** The other process: takes the directories of the store and for spilling. */
  public static void main(String[] args) throws Exception {
    try (SpillDirectory spill = SpillDirectory.open(Path.of(args[1]));
        TraceStore store =
            TraceStore.open(Path.of(args[0]), new MemoryBudget(1 << 16, 0), () -> spill)) {
      while (true) {
        long epoch = store.epoch() + 1;
        Delta delta = store.delta(NAME);
        update(epoch, delta::add);
        delta.seal();
        store.commit(Long.toString(epoch).getBytes(UTF_8));
        System.out.println(epoch);
        System.out.flush();
      }
    }
  }
}
