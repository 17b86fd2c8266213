// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

import java.util.Map;

/** Brings further translators, found by {@link java.util.ServiceLoader}. */
public interface TranslatorRegistrar {
  /**
   * Returns translators by the URN of what they translate or, where that has none, by {@code
   * class:} and the name of its class; none for a URN that has one already.
   */
  Map<String, TransformTranslator> translators();
}
