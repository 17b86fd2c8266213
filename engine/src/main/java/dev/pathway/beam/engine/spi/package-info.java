/**
 * What a front end supplies to the engine: user functions, sources, and how to read keys, windows
 * and sizes from its values. Depends on the JDK and on {@code state} only.
 */
@NullMarked
package dev.pathway.beam.engine.spi;

import org.jspecify.annotations.NullMarked;
