// SPDX-License-Identifier: Apache-2.0
/**
 * Running jobs under the eyes and hands of other processes of the same user: a Unix domain socket
 * for each process that runs jobs, and the client that finds and asks them.
 *
 * <p>A client sends one line, {@code list}, {@code drain ID} or {@code cancel ID}, and reads the
 * answer until the end of the stream: for {@code list} a {@link
 * dev.pathway.beam.runner.control.JobStatus} in each line, otherwise, once the job has ended, its
 * final state, or nothing if the process has no such job.
 *
 * <p>Entry types {@link dev.pathway.beam.runner.control.JobControl} where jobs run and {@link
 * dev.pathway.beam.runner.control.ControlClient} elsewhere. Depends on the JDK and SLF4J only.
 */
@NullMarked
package dev.pathway.beam.runner.control;

import org.jspecify.annotations.NullMarked;
