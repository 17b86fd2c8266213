/**
 * Immutable, sorted, checksummed files of records, the key filters of those in which keys are
 * looked up, and the directory that the short-lived ones are kept in.
 *
 * <p>Depends on {@code state.codec}. Entry types: {@link
 * dev.pathway.beam.state.segment.SegmentWriter}, {@link dev.pathway.beam.state.segment.Segment} and
 * {@link dev.pathway.beam.state.segment.SpillDirectory}.
 */
@NullMarked
package dev.pathway.beam.state.segment;

import org.jspecify.annotations.NullMarked;
