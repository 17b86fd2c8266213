// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShopDataTest {
  @TempDir Path folder;

  @Test
  void main_sameOptions_writesTheSame() throws Exception {
    write("first", "--orders=50");
    write("second", "--orders=50");

    assertThat(lines("first", "orders"))
        .hasSize(50)
        .containsExactlyInAnyOrderElementsOf(lines("second", "orders"));
  }

  @Test
  void main_otherSeed_writesOtherOrdersOfTheSameCustomers() throws Exception {
    write("first", "--customers=5");
    write("second", "--customers=5", "--seed=2");

    assertThat(lines("first", "customers"))
        .hasSize(5)
        .containsExactlyInAnyOrderElementsOf(lines("second", "customers"));
    assertThat(lines("first", "orders")).isNotEqualTo(lines("second", "orders"));
  }

  @Test
  void main_noCustomers_namesTheOption() {
    assertThatThrownBy(() -> write("none", "--customers=0"))
        .hasMessageContaining("--customers must be at least 1");
  }

  private void write(String name, String... options) {
    List<String> args = new ArrayList<>(List.of(options));
    args.add("--runner=TestPathwayRunner");
    args.add("--output=" + folder.resolve(name));
    ShopData.main(args.toArray(String[]::new));
  }

  private List<String> lines(String name, String prefix) throws Exception {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      for (Path file :
          files.filter(path -> path.getFileName().toString().startsWith(prefix)).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    lines.sort(null);
    return lines;
  }
}
