/**
 * The plan: an immutable graph of operators, made by a front end, rewritten by passes, and executed
 * by the engine.
 *
 * <p>Entry type {@link dev.pathway.beam.engine.plan.Plan}. Depends on {@code spi} only.
 */
@NullMarked
package dev.pathway.beam.engine.plan;

import org.jspecify.annotations.NullMarked;
