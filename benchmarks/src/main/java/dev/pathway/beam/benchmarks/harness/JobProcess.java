// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** One process from its start to its exit, with a time limit. */
public final class JobProcess {

  private static final long THREAD_DUMP_SECONDS = 2;

  private JobProcess() {}

  /**
   * Runs a command and waits for its exit. At the time limit its threads are dumped to its log and
   * it is killed with all processes it started.
   *
   * @param log file for its output
   * @throws InterruptedException if interrupted while waiting; the process is then killed too
   */
  public static Exit run(List<String> command, Path log, long timeLimitSeconds)
      throws IOException, InterruptedException {
    OptionalLong cpuBefore = EndedChildren.cpuMillis();
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = false;
    long wallMillis;
    try {
      process.getOutputStream().close();
      ended = process.waitFor(timeLimitSeconds, TimeUnit.SECONDS);
      wallMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      if (!ended) {
        dumpThreads(process);
      }
    } finally {
      if (!ended) {
        kill(process);
      }
    }
    OptionalLong cpuAfter = EndedChildren.cpuMillis();
    OptionalLong cpuMillis =
        cpuBefore.isPresent() && cpuAfter.isPresent()
            ? OptionalLong.of(cpuAfter.getAsLong() - cpuBefore.getAsLong())
            : OptionalLong.empty();
    return new Exit(!ended, ended ? process.exitValue() : -1, wallMillis, cpuMillis);
  }

  // A JVM prints its threads on SIGQUIT. Where there is no kill command there is no dump.
  private static void dumpThreads(Process process) throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      return;
    }
    process.onExit().completeOnTimeout(process, THREAD_DUMP_SECONDS, TimeUnit.SECONDS).join();
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  /**
   * How a process ended.
   *
   * @param timedOut whether it was killed at its time limit
   * @param code its exit code, if it was not
   * @param wallMillis from start to exit
   * @param cpuMillis user and system time, where the system tells
   */
  public record Exit(boolean timedOut, int code, long wallMillis, OptionalLong cpuMillis) {}
}
