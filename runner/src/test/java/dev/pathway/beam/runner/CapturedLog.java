// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Takes what a logger is given while it is open. */
final class CapturedLog extends Handler implements AutoCloseable {
  private final Logger logger;
  private final Consumer<String> messages;

  private CapturedLog(Logger logger, Consumer<String> messages) {
    this.logger = logger;
    this.messages = messages;
  }

  static CapturedLog of(String loggerName, Consumer<String> messages) {
    Logger logger = Logger.getLogger(loggerName);
    CapturedLog captured = new CapturedLog(logger, messages);
    logger.addHandler(captured);
    logger.setUseParentHandlers(false);
    return captured;
  }

  @Override
  public void publish(LogRecord entry) {
    messages.accept(new SimpleFormatter().formatMessage(entry));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.setUseParentHandlers(true);
    logger.removeHandler(this);
  }
}
