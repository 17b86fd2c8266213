// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import com.sun.management.OperatingSystemMXBean;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StreamReader;
import dev.pathway.beam.engine.spi.StreamSource;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.concurrent.TimeUnit;

/**
 * How much of a core a streaming job of ten stages takes that has nothing to do. Run its main
 * method with the test class path; the arguments are workers and seconds, 2 and 10 by default.
 */
final class IdleCost {
  private static final int STAGES = 10;

  private IdleCost() {}

  /** Never has anything to give. */
  private static final class Silence implements StreamReader {
    @Override
    public boolean advance() {
      return false;
    }

    @Override
    public Object element() {
      throw new IllegalStateException("there is none");
    }

    @Override
    public long watermark() {
      return EventTime.START;
    }

    @Override
    public void committed() {}

    @Override
    public byte[] mark() {
      throw new IllegalStateException("the job takes no snapshots");
    }

    @Override
    public void markCommitted() {}

    @Override
    public void close() {}
  }

  /** Prints the share of a core. */
  public static void main(String[] args) throws Exception {
    int workers = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    StreamSource silence =
        (job, splits) -> Collections.nCopies(splits, (opener, mark) -> new Silence());
    PlanBuilder plan = new PlanBuilder("idle");
    String rows = plan.stream("silence", silence);
    for (int i = 1; i < STAGES; i++) {
      rows = plan.exchange("exchange" + i, false, rows);
      rows = plan.step("step" + i, RowFn.map(value -> value), rows);
    }
    plan.collect("out", rows);
    JobHandle handle = Runs.start(plan.fused(), JobSettings.streaming(workers));
    TimeUnit.SECONDS.sleep(15);
    double share = share(seconds);
    handle.cancel();
    double without = share(2);
    System.out.printf(
        "idle job of %d stages with %d workers: %.2f %% of a core (without it %.2f %%)%n",
        STAGES, workers, share, without);
    System.exit(0);
  }

  private static double share(int seconds) throws InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(seconds);
    return 100.0 * (system.getProcessCpuTime() - cpu) / (System.nanoTime() - start);
  }
}
