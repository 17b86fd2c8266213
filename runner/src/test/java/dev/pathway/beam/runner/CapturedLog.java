// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Takes what a logger is given while it is open. */
public final class CapturedLog extends Handler implements AutoCloseable {
  private final Logger logger;
  private final Queue<String> messages = new ConcurrentLinkedQueue<>();

  private CapturedLog(Logger logger) {
    this.logger = logger;
  }

  /** Starts to take what a logger is given. */
  public static CapturedLog of(String loggerName) {
    Logger logger = Logger.getLogger(loggerName);
    CapturedLog captured = new CapturedLog(logger);
    logger.addHandler(captured);
    logger.setUseParentHandlers(false);
    return captured;
  }

  /** Returns what the logger was given so far. */
  public List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void publish(LogRecord entry) {
    messages.add(new SimpleFormatter().formatMessage(entry));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.setUseParentHandlers(true);
    logger.removeHandler(this);
  }
}
