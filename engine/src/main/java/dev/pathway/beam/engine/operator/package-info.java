/**
 * What runs on a worker's thread between the frames that come in and those that go out: the heads
 * of stages, one {@code Operator} each, and the body of steps. Entry type {@link
 * dev.pathway.beam.engine.operator.Stage}. Knows nothing of Jet.
 */
@NullMarked
package dev.pathway.beam.engine.operator;

import org.jspecify.annotations.NullMarked;
