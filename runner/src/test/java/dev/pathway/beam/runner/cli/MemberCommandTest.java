// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.cluster.MemberSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the arguments of {@code bin/pathway member} say. */
final class MemberCommandTest {
  @Test
  void settings_nothingSaid_areOfAFirstMemberOnLoopback() {
    assertThat(MemberCommand.settings("member"))
        .isEqualTo(new MemberSettings("pathway", "127.0.0.1", 5701, List.of(), 2));
  }

  @Test
  void settings_allSaid_areThose() {
    assertThat(
            MemberCommand.settings(
                "member",
                "--clusterName=c",
                "--bind=10.0.0.1",
                "--port=0",
                "--join=10.0.0.2:1,10.0.0.3:2",
                "--backups=3"))
        .isEqualTo(new MemberSettings("c", "10.0.0.1", 0, List.of("10.0.0.2:1", "10.0.0.3:2"), 3));
  }

  @ParameterizedTest
  @CsvSource({
    "--port=x, --port must be a number: 'x'",
    "--port=70000, the port must be from 0 to 65535: 70000",
    "--backups=9, 'there can be 0 to 6 backups, not 9'",
    "--clusterName=, the cluster's name must not be empty",
    "--nodes=1, There is no option '--nodes=1'"
  })
  void settings_wrong_sayWhat(String argument, String message) {
    assertThatThrownBy(() -> MemberCommand.settings("member", argument))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }
}
