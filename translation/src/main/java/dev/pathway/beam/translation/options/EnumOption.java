// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.options;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Options whose values are the constants of an enum, in upper, lower or mixed case. */
public final class EnumOption {
  private EnumOption() {}

  /**
   * Returns a constant by its name.
   *
   * @param option the option, such as {@code --onDeletion}
   * @throws IllegalArgumentException with the option and all constants, if there is none so named
   */
  public static <E extends Enum<E>> E parse(Class<E> type, String option, String name) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(name)) {
        return constant;
      }
    }
    String constants =
        Stream.of(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(" or "));
    throw new IllegalArgumentException(option + " must be " + constants + ": " + name);
  }
}
