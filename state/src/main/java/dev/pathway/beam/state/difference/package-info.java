/**
 * Collections as differences: an {@link dev.pathway.beam.state.difference.Update} adds or takes
 * away copies of a datum at a time, a collection at a time is the sum of the updates up to it.
 *
 * <p>Depends on nothing but the JDK. Entry type: {@link dev.pathway.beam.state.difference.Update}.
 */
@NullMarked
package dev.pathway.beam.state.difference;

import org.jspecify.annotations.NullMarked;
