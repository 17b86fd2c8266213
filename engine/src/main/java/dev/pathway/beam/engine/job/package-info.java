/**
 * A job on one member: what its processors share, its threads for user code, its views and splits.
 * Entry type {@link dev.pathway.beam.engine.job.Job}.
 */
@NullMarked
package dev.pathway.beam.engine.job;

import org.jspecify.annotations.NullMarked;
