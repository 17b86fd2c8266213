/**
 * A front end without Beam, on which tests run the engine: plain values, pairs, fixed windows,
 * lambdas.
 */
@NullMarked
package dev.pathway.beam.engine.plain;

import org.jspecify.annotations.NullMarked;
