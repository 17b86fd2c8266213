/**
 * Clusters: a member that runs jobs of others, and the connection through which they are submitted.
 * Entry types {@link dev.pathway.beam.engine.cluster.ClusterMember} and {@link
 * dev.pathway.beam.engine.cluster.ClusterConnection}.
 */
@NullMarked
package dev.pathway.beam.engine.cluster;

import org.jspecify.annotations.NullMarked;
