// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatestFilesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"/state", "C:\\state\\new", "/a \"state\"", "/line\nbreak\u0001", "/\u00e9\\"})
  void owner_anyPath_isReadBack(String path) {
    Owner owner = new Owner("id", path);

    assertThat(LatestFiles.owner(LatestFiles.json(owner, 1, true, List.of("a")))).isEqualTo(owner);
  }

  @Test
  void owner_contentThatDoesNotName_null() {
    assertThat(LatestFiles.owner("{\n  \"owner\": \"id\",\n  \"epoch\": 1\n}\n")).isNull();
    assertThat(LatestFiles.owner("")).isNull();
  }
}
