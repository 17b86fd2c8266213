// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import dev.pathway.beam.benchmarks.job.BeamJob;
import dev.pathway.beam.benchmarks.job.PlainJob;
import dev.pathway.beam.benchmarks.workload.Discipline;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All contestants, in the order in which they are reported. */
public final class Contestants {

  /** Name of PathwayRunner. */
  public static final String PATHWAY = "pathway";

  /** Name of the tuned Flink runner, to which the others are compared. */
  public static final String FLINK_TUNED = "flink-tuned";

  /** Name of the Flink runner as it comes. */
  public static final String FLINK = "flink";

  /** Name of the Flink runner made to wait less, at whatever cost to throughput. */
  public static final String FLINK_LATENCY = "flink-latency";

  /** Name of the Direct runner. */
  public static final String DIRECT = "direct";

  /** Name of the plain loop, to which the others are compared. */
  public static final String PLAIN = "plain";

  private static final String DIRECT_CLASSPATH = "direct";
  private static final String FLINK_CLASSPATH = "flink";
  private static final String PATHWAY_CLASSPATH = "pathway";

  private Contestants() {}

  /**
   * Returns all contestants. All runners are given the same parallelism; everything that concerns
   * memory is left as it comes.
   */
  public static List<Contestant> all(int parallelism) {
    List<String> flink = List.of("--runner=FlinkRunner", "--parallelism=" + parallelism);
    List<String> flinkTuned = with(flink, "--objectReuse=true", "--fasterCopy=true");
    return List.of(
        new Contestant(
            PATHWAY,
            "PathwayRunner",
            PATHWAY_CLASSPATH,
            BeamJob.class.getName(),
            EnumSet.allOf(Discipline.class),
            OpenModules.HAZELCAST,
            List.of("--runner=PathwayRunner", "--parallelism=" + parallelism)),
        new Contestant(
            FLINK_TUNED,
            "FlinkRunner with --objectReuse and --fasterCopy",
            FLINK_CLASSPATH,
            BeamJob.class.getName(),
            Set.of(Discipline.THROUGHPUT, Discipline.REAL_TIME),
            OpenModules.FLINK,
            flinkTuned),
        new Contestant(
            FLINK,
            "FlinkRunner",
            FLINK_CLASSPATH,
            BeamJob.class.getName(),
            Set.of(Discipline.THROUGHPUT, Discipline.REAL_TIME),
            OpenModules.FLINK,
            flink),
        new Contestant(
            FLINK_LATENCY,
            "FlinkRunner, tuned, with bundles of 10 ms and watermarks every 10 ms",
            FLINK_CLASSPATH,
            BeamJob.class.getName(),
            Set.of(Discipline.REAL_TIME),
            OpenModules.FLINK,
            with(flinkTuned, "--maxBundleTimeMills=10", "--autoWatermarkInterval=10")),
        new Contestant(
            DIRECT,
            "DirectRunner",
            DIRECT_CLASSPATH,
            BeamJob.class.getName(),
            Set.of(Discipline.THROUGHPUT),
            List.of(),
            List.of("--runner=DirectRunner", "--targetParallelism=" + parallelism)),
        new Contestant(
            PLAIN,
            "single-threaded Java loop without Beam",
            DIRECT_CLASSPATH,
            PlainJob.class.getName(),
            Set.of(Discipline.THROUGHPUT),
            List.of(),
            List.of()));
  }

  private static List<String> with(List<String> arguments, String... more) {
    return Stream.concat(arguments.stream(), Stream.of(more)).toList();
  }
}
