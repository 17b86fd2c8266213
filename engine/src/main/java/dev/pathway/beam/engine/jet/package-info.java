/**
 * The plan on Hazelcast Jet: the only place that builds a DAG, and the processors through which
 * stages take part in it. Entry type {@link dev.pathway.beam.engine.jet.DagBuilder}.
 */
@NullMarked
package dev.pathway.beam.engine.jet;

import org.jspecify.annotations.NullMarked;
