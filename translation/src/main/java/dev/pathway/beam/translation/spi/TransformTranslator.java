// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

/** Turns the transforms of one URN into plan nodes. Stateless. */
public interface TransformTranslator {
  /**
   * Returns whether this transform can be translated as a whole; if not, the transforms it consists
   * of are translated one by one.
   */
  default boolean accepts(TransformNode transform, TranslationContext context) {
    return true;
  }

  /**
   * Adds nodes to the plan, or problems if the transform cannot run.
   *
   * @throws Exception if a payload cannot be read
   */
  void translate(TransformNode transform, TranslationContext context) throws Exception;
}
