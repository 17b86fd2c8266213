// SPDX-License-Identifier: Apache-2.0
/**
 * Random pipelines as data, random histories of their sources, and what comes out: plain Java
 * collections, without Beam and without anything of the runner. {@link
 * dev.pathway.beam.runner.law.model.Story} is where to begin.
 */
@org.jspecify.annotations.NullMarked
package dev.pathway.beam.runner.law.model;
