// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machine that was measured on.
 *
 * @param processor model of the processor
 * @param cores number of processors the JVM may use
 * @param memoryMegabytes memory of the machine
 * @param system operating system and its version
 * @param jdk vendor and version of the JDK, which also runs the jobs
 */
public record Environment(
    String processor, int cores, long memoryMegabytes, String system, String jdk) {

  private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
  private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s+(\\d+) kB$");
  private static final String UNKNOWN = "unknown";

  /** Returns the machine this runs on; what it does not tell is "unknown" or 0. */
  public static Environment current() {
    return new Environment(
        find("/proc/cpuinfo", MODEL, System.getProperty("os.arch", UNKNOWN)),
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(find("/proc/meminfo", MEMORY, "0")) / 1024,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.vendor") + " " + System.getProperty("java.runtime.version"));
  }

  @Override
  public String toString() {
    return "%s, %d cores, %,d MB, %s, JDK %s"
        .formatted(processor, cores, memoryMegabytes, system, jdk);
  }

  private static String find(String file, Pattern pattern, String otherwise) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(Path.of(file)));
      return matcher.find() ? matcher.group(1).strip() : otherwise;
    } catch (IOException e) {
      return otherwise;
    }
  }
}
