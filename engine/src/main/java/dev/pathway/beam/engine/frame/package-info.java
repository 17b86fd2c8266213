/**
 * Frames: what travels on the edges of a job. Entry types {@link
 * dev.pathway.beam.engine.frame.Frame} and {@link dev.pathway.beam.engine.frame.FrameBuilder}. Of
 * the engine's packages it depends on {@code spi} only.
 */
@NullMarked
package dev.pathway.beam.engine.frame;

import org.jspecify.annotations.NullMarked;
