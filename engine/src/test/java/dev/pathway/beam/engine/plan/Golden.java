// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that are compared with files; with {@code -Dgolden.update=true} the files are written
 * instead.
 */
final class Golden {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");

  private Golden() {}

  static void assertMatches(String file, String text) throws IOException {
    Path path = DIRECTORY.resolve(file);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(DIRECTORY);
      Files.writeString(path, text);
    }
    assertThat(text)
        .as("%s; -Dgolden.update=true rewrites it", path)
        .isEqualTo(Files.readString(path));
  }
}
