// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.logging.LogManager;

/** Logs until the process is gone: the JDK's own stops when its shutdown begins. */
public final class LastingLogManager extends LogManager {
  /** Creates the manager; called by the JDK for the system property that names this class. */
  public LastingLogManager() {}

  @Override
  public void reset() {}
}
