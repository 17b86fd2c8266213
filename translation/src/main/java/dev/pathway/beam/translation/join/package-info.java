/** Joins of two collections by key, in incremental jobs. */
@NullMarked
package dev.pathway.beam.translation.join;

import org.jspecify.annotations.NullMarked;
