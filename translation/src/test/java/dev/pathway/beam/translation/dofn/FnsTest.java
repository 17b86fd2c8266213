// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.annotations.Deterministic;
import dev.pathway.beam.annotations.NonDeterministic;
import dev.pathway.beam.engine.spi.Determinism;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.junit.jupiter.api.Test;

final class FnsTest {
  @Deterministic
  private record Given(Object held) {}

  @NonDeterministic
  private record None() {}

  private record Plain(Object held) {}

  @Deterministic
  private static final class Odd implements SerializableFunction<Integer, Boolean> {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean apply(Integer number) {
      return number % 2 == 1;
    }
  }

  @Test
  void determinism_plain_isChecked() {
    assertThat(Fns.determinism(new Plain("text"))).isEqualTo(Determinism.CHECKED);
  }

  @Test
  void determinism_annotated_isWhatItSays() {
    assertThat(Fns.determinism(new Given("text"))).isEqualTo(Determinism.GIVEN);
    assertThat(Fns.determinism(new None())).isEqualTo(Determinism.NONE);
  }

  @Test
  void determinism_holdsOneThatHasNone_hasNone() {
    assertThat(Fns.determinism(new Given(new Plain(new None())))).isEqualTo(Determinism.NONE);
  }

  @Test
  void determinism_holdsOneWhoseIsGiven_onlyBeamsAreTaken() {
    assertThat(Fns.determinism(new Plain(new Given("text")))).isEqualTo(Determinism.CHECKED);
    assertThat(Fns.determinism(Filter.by(new Odd()))).isEqualTo(Determinism.GIVEN);
  }
}
