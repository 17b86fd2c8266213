// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.logging.ILogger;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuietLoggingTest {
  private static final String NAME = "com.hazelcast.SomeService";

  private final Logger backend = Logger.getLogger(NAME);
  private final List<String> logged = new ArrayList<>();
  private final ILogger logger = new QuietLogging().getLogger(NAME);
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          logged.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    backend.addHandler(handler);
    backend.setUseParentHandlers(false);
    backend.setLevel(Level.ALL);
  }

  @AfterEach
  void stop() {
    backend.removeHandler(handler);
    backend.setUseParentHandlers(true);
    backend.setLevel(null);
  }

  @Test
  void log_eachLevel_isQuieterOnlyBelowWarnings() {
    logger.severe("a");
    logger.warning("b");
    logger.info("c");
    logger.fine("d");
    logger.log(Level.OFF, "e");

    assertThat(logged).containsExactly("SEVERE a", "WARNING b", "FINE c", "FINEST d");
  }

  @Test
  void log_withException_passesItOn() {
    List<Throwable> thrown = new ArrayList<>();
    IllegalStateException failure = new IllegalStateException();
    backend.setFilter(entry -> thrown.add(entry.getThrown()));

    logger.warning("a", failure);

    assertThat(thrown).containsExactly(failure);
    backend.setFilter(null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[127.0.0.1]:5701 [pathway-embedded] [5.7.0] No join method is enabled! Starting standalone.",
        "Hazelcast is starting in a Java modular environment (Java 9 and newer) but without"
      })
  void log_expectedWarning_isForDebugging(String message) {
    logger.warning(message);

    assertThat(logged).containsExactly("FINE " + message);
  }

  @Test
  void log_warningWhileTheMemberStops_isForDebugging() {
    QuietLogging.memberStops();
    logger.warning("a");
    logger.severe("b");
    String started = QuietLogging.during(() -> "started");
    logger.warning("c");

    assertThat(started).isNotEmpty();
    assertThat(logged).containsExactly("FINE a", "SEVERE b", "WARNING c");
  }

  @Test
  void isLoggable_backendAtInfo_isTrueForWarningsOnly() {
    backend.setLevel(Level.INFO);

    assertThat(logger.isLoggable(Level.INFO)).isFalse();
    assertThat(logger.isLoggable(Level.WARNING)).isTrue();
    assertThat(logger.isLoggable(Level.SEVERE)).isTrue();
    assertThat(logger.isLoggable(Level.OFF)).isFalse();
    assertThat(logger.getLevel()).isEqualTo(Level.WARNING);
  }

  @Test
  void during_call_leavesNoPropertyBehind() {
    String seen = QuietLogging.during(() -> System.getProperty("hazelcast.logging.class"));

    assertThat(seen).isEqualTo(QuietLogging.class.getName());
    assertThat(System.getProperty("hazelcast.logging.class")).isNull();
  }

  @Test
  void during_userChoseAWayOfLogging_leavesItAlone() {
    System.setProperty("hazelcast.logging.type", "slf4j");
    try {
      assertThat(
              QuietLogging.<String>during(
                  () -> String.valueOf(System.getProperty("hazelcast.logging.class"))))
          .isEqualTo("null");
    } finally {
      System.clearProperty("hazelcast.logging.type");
    }
  }
}
