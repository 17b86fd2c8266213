/**
 * How values become bytes and come back: {@link dev.pathway.beam.state.codec.Codec} and the streams
 * that codecs write to and read from.
 *
 * <p>Depends on nothing but the JDK. Entry type: {@link dev.pathway.beam.state.codec.Codec};
 * callers bring their own, {@link dev.pathway.beam.state.codec.BasicCodecs} has those for the JDK's
 * simple types.
 */
@NullMarked
package dev.pathway.beam.state.codec;

import org.jspecify.annotations.NullMarked;
