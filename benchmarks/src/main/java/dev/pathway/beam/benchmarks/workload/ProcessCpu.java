// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What the operating system has counted of this process's work. */
public final class ProcessCpu {

  private ProcessCpu() {}

  /** Returns the user and system time so far, or 0 where it is unknown. */
  public static long nanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }

  /** Returns the time of garbage collections so far. */
  static long collectionMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
        .sum();
  }
}
