/** Beam metrics of a job: containers for each worker's steps, attempted and committed. */
@NullMarked
package dev.pathway.beam.translation.metrics;

import org.jspecify.annotations.NullMarked;
