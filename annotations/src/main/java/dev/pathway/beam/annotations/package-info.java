/**
 * What a job may say of its functions. Without dependencies; a job that uses it needs it to be
 * compiled, and not to run.
 */
@NullMarked
package dev.pathway.beam.annotations;

import org.jspecify.annotations.NullMarked;
