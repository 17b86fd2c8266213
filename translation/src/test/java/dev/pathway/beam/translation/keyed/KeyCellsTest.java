// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.translation.fixture.Jobs;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyCellsTest {
  private static final int STEPS = 200_000;

  /** Keys come and stay or go, with hashes that follow one another and with any. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void get_afterARandomHistory_asInOneMap(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    KeySpace space = new KeySpace(new StepTime(Jobs.create()), "step");
    KeyCells cells = new KeyCells();
    Map<Object, KeyCell> model = new HashMap<>();
    for (int i = 0; i < STEPS; i++) {
      // More and more keys, then fewer and fewer.
      int range = 1 + (i < STEPS / 2 ? i : STEPS - i) / 4;
      int number = random.nextInt(range);
      Object key = number % 3 == 0 ? Integer.toString(number) : (Object) number;
      boolean growing = i < STEPS / 2;
      assertThat(cells.get(key)).isSameAs(model.get(key));
      if (model.containsKey(key)) {
        if (random.nextInt(growing ? 8 : 2) == 0) {
          cells.remove(key);
          model.remove(key);
        }
      } else if (growing || random.nextInt(4) == 0) {
        KeyCell cell = new KeyCell(key, key, space);
        cells.add(cell);
        model.put(key, cell);
      }
    }
    model.forEach((key, cell) -> assertThat(cells.get(key)).isSameAs(cell));
  }
}
