// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.job;

import dev.pathway.beam.benchmarks.workload.Digest;
import dev.pathway.beam.benchmarks.workload.Workload;
import dev.pathway.beam.benchmarks.workload.Workloads;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Main class of a measured JVM that runs a workload as a plain loop. Takes no arguments. */
public final class PlainJob {

  private PlainJob() {}

  /** Runs the workload that the system properties name and writes its report. */
  public static void main(String[] arguments) throws IOException {
    JobSettings settings = JobSettings.from(System.getProperties());
    Workload workload = Workloads.named(settings.workload());
    long start = System.nanoTime();
    Digest digest = workload.runPlain(settings.parameters());
    long jobMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    JobReport.ofThisProcess(digest, jobMillis, Map.of()).store(settings.report());
  }
}
