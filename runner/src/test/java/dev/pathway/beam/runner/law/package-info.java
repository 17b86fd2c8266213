// SPDX-License-Identifier: Apache-2.0
/**
 * Random pipelines as Beam pipelines: {@link dev.pathway.beam.runner.law.StoryPipeline} makes one
 * of each {@link dev.pathway.beam.runner.law.model.Story}.
 */
@org.jspecify.annotations.NullMarked
package dev.pathway.beam.runner.law;
