/**
 * PathwayRunner as Beam sees it: the runner, its options, its result, and their registration.
 *
 * <p>Entry type {@link dev.pathway.beam.runner.PathwayRunner}.
 */
@NullMarked
package dev.pathway.beam.runner;

import org.jspecify.annotations.NullMarked;
