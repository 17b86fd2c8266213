// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The kinds of windows. */
public enum Windows {
  /** One window. */
  GLOBAL,
  /** Of {@link #SIZE}. */
  FIXED,
  /** Of {@link #SLIDING_SIZE} every {@link #PERIOD}. */
  SLIDING,
  /** Of a calendar's days. */
  DAYS,
  /** Of a calendar's months. */
  MONTHS,
  /** With gaps of {@link #GAP}. */
  SESSIONS;

  /** Twenty minutes: what sources and windows count time in. */
  public static final long UNIT = 20 * 60 * 1_000L;

  /** How long fixed windows are. */
  public static final long SIZE = 30 * UNIT;

  /** How long sliding windows are. */
  public static final long SLIDING_SIZE = 40 * UNIT;

  /** How far sliding windows are apart. */
  public static final long PERIOD = 20 * UNIT;

  /** How long nothing comes between sessions. */
  public static final long GAP = 10 * UNIT;

  /** The year in which days and months begin to be counted. */
  public static final int FIRST_YEAR = 1969;

  private static final LocalDateTime FIRST_DAY = LocalDateTime.of(FIRST_YEAR, 1, 1, 0, 0);

  /** Returns the windows of an element. */
  List<Span> of(long time) {
    return switch (this) {
      case GLOBAL -> List.of(Span.GLOBAL);
      case FIXED -> List.of(fixed(time));
      case SLIDING -> {
        List<Span> spans = new ArrayList<>();
        for (long start = lastStart(time); start > time - SLIDING_SIZE; start -= PERIOD) {
          spans.add(new Span(start, start + SLIDING_SIZE));
        }
        yield spans;
      }
      case DAYS -> List.of(calendar(time, ChronoUnit.DAYS));
      case MONTHS -> List.of(calendar(time, ChronoUnit.MONTHS));
      case SESSIONS -> List.of(new Span(time, time + GAP));
    };
  }

  /** Returns the window of a side input that belongs to one of a main input. */
  Span ofSideInput(Span main) {
    if (this == SLIDING) {
      long start = lastStart(main.last() - SLIDING_SIZE) + PERIOD;
      return new Span(start, start + SLIDING_SIZE);
    }
    return of(main.last()).get(0);
  }

  private static Span fixed(long time) {
    long start = time - (time + SIZE) % SIZE;
    return new Span(start, Math.min(start + SIZE, Span.GLOBAL.end()));
  }

  private static long lastStart(long time) {
    return time - (time + PERIOD) % PERIOD;
  }

  private static Span calendar(long time, ChronoUnit unit) {
    LocalDateTime date = LocalDateTime.ofInstant(Instant.ofEpochMilli(time), ZoneOffset.UTC);
    LocalDateTime start = FIRST_DAY.plus(unit.between(FIRST_DAY, date), unit);
    return new Span(millis(start), millis(start.plus(1, unit)));
  }

  private static long millis(LocalDateTime date) {
    return date.toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
