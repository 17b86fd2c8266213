// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.LINUX;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

final class EnvironmentTest {

  @Test
  @EnabledOnOs(LINUX)
  void current_onLinux_knowsTheMachine() {
    Environment environment = Environment.current();

    assertThat(environment.cores()).isPositive();
    assertThat(environment.memoryMegabytes()).isGreaterThan(100);
    assertThat(environment.toString()).contains("Linux", System.getProperty("java.version"));
  }
}
