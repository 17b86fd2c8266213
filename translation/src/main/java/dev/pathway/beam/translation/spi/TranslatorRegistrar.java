// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

import java.util.Map;

/** Brings further translators, found by {@link java.util.ServiceLoader}. */
public interface TranslatorRegistrar {
  /** Returns translators by the URN of what they translate; none for a URN that has one already. */
  Map<String, TransformTranslator> translators();
}
