// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as options name them: a number and a unit, or as ISO 8601 has it. */
final class Durations {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  private static final Duration LONGEST = Duration.ofDays(3650);

  private Durations() {}

  /**
   * Returns a duration, null for null.
   *
   * @throws IllegalArgumentException if the text names none that is longer than 0
   */
  static @Nullable Duration parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Matcher matcher = SHORT.matcher(text.trim());
    Duration duration;
    try {
      duration = matcher.matches() ? of(matcher) : Duration.parse(text.trim());
    } catch (DateTimeParseException e) {
      duration = Duration.ZERO;
    }
    if (duration.isZero() || duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no duration above 0 and below 10 years, such as 500ms, 30s, 5m, 1h, 1d or PT30S");
    }
    return duration;
  }

  private static Duration of(Matcher matcher) {
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
