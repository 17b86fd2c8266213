/** Collections as the changes that make them, for jobs that run with {@code --incremental}. */
@NullMarked
package dev.pathway.beam.connectors.changes;

import org.jspecify.annotations.NullMarked;
