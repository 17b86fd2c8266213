// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.cluster;

import com.hazelcast.logging.AbstractLogger;
import com.hazelcast.logging.ILogger;
import com.hazelcast.logging.LogEvent;
import com.hazelcast.logging.LoggerFactory;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.NOPLoggingEventBuilder;

/**
 * Hazelcast's log, which a user need not know of: one level down, so that information is for
 * debugging. Warnings and errors stay what they are, but for those that every member of one process
 * alone gives.
 */
public final class QuietLogging implements LoggerFactory {
  private static final String CLASS_PROPERTY = "hazelcast.logging.class";
  private static final String TYPE_PROPERTY = "hazelcast.logging.type";

  /** What is as it should be, such as nobody to join. */
  private static final List<String> EXPECTED =
      List.of(
          "No join method is enabled",
          "Hazelcast is starting in a Java modular environment",
          // A client that is closed fails calls that were answered at the same moment.
          "on completed future",
          // What ends a job, told by whoever runs it, may come amid a snapshot.
          "phase 1 failed on some member(s)",
          "finished with an error on member",
          "Execution of job '");

  private static volatile boolean stopping;

  /** Creates the factory; called by Hazelcast. */
  QuietLogging() {}

  /**
   * Calls something that starts a member, so that the member logs quietly unless the user chose a
   * way of logging.
   */
  public static synchronized <T> T during(Supplier<T> start) {
    stopping = false;
    if (System.getProperty(CLASS_PROPERTY) != null || System.getProperty(TYPE_PROPERTY) != null) {
      return start.get();
    }
    // A member takes no factory from its configuration, only from the system's properties.
    System.setProperty(CLASS_PROPERTY, QuietLogging.class.getName());
    try {
      return start.get();
    } finally {
      System.clearProperty(CLASS_PROPERTY);
    }
  }

  /**
   * Notes that the member is about to be stopped: that what it was doing comes to nothing is no
   * cause for a warning.
   */
  public static void memberStops() {
    stopping = true;
  }

  @Override
  public ILogger getLogger(String name) {
    return new QuietLogger(org.slf4j.LoggerFactory.getLogger(name));
  }

  private static final class QuietLogger extends AbstractLogger {
    private final Logger logger;

    QuietLogger(Logger logger) {
      this.logger = logger;
    }

    private static org.slf4j.event.Level quieter(Level level) {
      int value = level.intValue();
      if (value < Level.INFO.intValue()) {
        return org.slf4j.event.Level.TRACE;
      }
      if (value < Level.WARNING.intValue()) {
        return org.slf4j.event.Level.DEBUG;
      }
      return value < Level.SEVERE.intValue()
          ? org.slf4j.event.Level.WARN
          : org.slf4j.event.Level.ERROR;
    }

    private LoggingEventBuilder entry(Level level, String message) {
      if (level.equals(Level.OFF)) {
        return NOPLoggingEventBuilder.singleton();
      }
      boolean expected =
          (level.equals(Level.WARNING) && stopping)
              || EXPECTED.stream().anyMatch(String.valueOf(message)::contains);
      return logger.atLevel(expected ? org.slf4j.event.Level.DEBUG : quieter(level));
    }

    @Override
    public void log(Level level, String message) {
      entry(level, message).log(message);
    }

    @Override
    public void log(Level level, String message, Throwable thrown) {
      entry(level, message).setCause(thrown).log(message);
    }

    @Override
    @SuppressWarnings("removal") // Part of the interface as long as it is.
    public void log(LogEvent event) {
      log(
          event.getLogRecord().getLevel(),
          event.getLogRecord().getMessage(),
          event.getLogRecord().getThrown());
    }

    @Override
    public Level getLevel() {
      if (logger.isTraceEnabled()) {
        return Level.ALL;
      }
      if (logger.isDebugEnabled()) {
        return Level.INFO;
      }
      return logger.isWarnEnabled() ? Level.WARNING : Level.SEVERE;
    }

    @Override
    public boolean isLoggable(Level level) {
      return !level.equals(Level.OFF) && logger.isEnabledForLevel(quieter(level));
    }
  }
}
