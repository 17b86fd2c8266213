// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WordCountTest {

  @Test
  void tokenise_line_givesItsWordsInOrder() {
    List<String> words = new ArrayList<>();

    WordCount.tokenise("to be or not", words::add);

    assertThat(words).containsExactly("to", "be", "or", "not");
  }

  @Test
  void tokenise_emptyLine_givesNothing() {
    List<String> words = new ArrayList<>();

    WordCount.tokenise("", words::add);

    assertThat(words).isEmpty();
  }

  @Test
  void format_count_namesWordAndCount() {
    assertThat(WordCount.format("be", 2L)).isEqualTo("be: 2");
  }
}
