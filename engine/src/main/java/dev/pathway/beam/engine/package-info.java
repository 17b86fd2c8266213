/**
 * A differential dataflow engine on Hazelcast Jet: runs a {@link
 * dev.pathway.beam.engine.plan.Plan}.
 *
 * <p>Knows Hazelcast and {@code state}, and no front end. What a front end such as Beam supplies is
 * declared in {@link dev.pathway.beam.engine.spi}. The entry type is {@link
 * dev.pathway.beam.engine.Engine}.
 */
@NullMarked
package dev.pathway.beam.engine;

import org.jspecify.annotations.NullMarked;
