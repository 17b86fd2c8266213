// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.io.IOException;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.MetricResults;

/**
 * One job that can be run on any Beam runner and as a plain loop, with the same result.
 *
 * <p>A size of 0 is the empty job: the same pipeline on an input without elements. Implementations
 * are stateless; each job runs in a JVM of its own.
 */
public interface Workload {

  /** Returns the name used on the command line and in results: lower case, words joined by "-". */
  String name();

  /** Returns one line that says what the job does. */
  String description();

  /** Returns whether the job reads an unbounded source. */
  default boolean isStreaming() {
    return false;
  }

  /** Returns what it is about, which decides who takes part. */
  default Discipline discipline() {
    return Discipline.THROUGHPUT;
  }

  /** Returns the number of input elements at scale 1. */
  long defaultSize();

  /** Returns the number of input elements at the given scale, at least 1. */
  default long size(double scale) {
    return Math.max(1, Math.round(defaultSize() * scale));
  }

  /** Returns whether the time of the empty job is taken off, which start-up figures do not want. */
  default boolean hasEmptyJob() {
    return true;
  }

  /**
   * Returns whether the workload runs only if it is named: it needs other settings than the rest.
   */
  default boolean onRequest() {
    return false;
  }

  /**
   * Makes the input where it does not exist yet. Called before the job, outside of what is
   * measured.
   *
   * @throws IOException if the input cannot be written
   */
  default void prepare(Parameters parameters) throws IOException {}

  /** Returns what a job that has ended says in its metrics of how it went, by name with unit. */
  default Map<String, Double> figures(Parameters parameters, MetricResults metrics) {
    return Map.of();
  }

  /** Adds the whole job to an empty pipeline; its elements are digested by a {@link DigestFn}. */
  void build(Pipeline pipeline, Parameters parameters);

  /**
   * Runs the job as a single-threaded loop over boxed elements that calls the functions the
   * pipeline calls, and returns the digest of its result.
   *
   * @throws IOException if input or output fails
   */
  Digest runPlain(Parameters parameters) throws IOException;

  /**
   * Checks what the job left in its output directory against its digest. Called after the job,
   * outside of what is measured.
   *
   * @throws IOException if the output cannot be read or does not agree with the digest
   */
  default void verifyOutput(Parameters parameters, Digest digest) throws IOException {}
}
