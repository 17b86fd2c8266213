// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrivateClassTest {
  private static class Hidden {}

  @Test
  void isInstance_classThatIsThere_knowsItsInstances() {
    PrivateClass hidden = new PrivateClass(PrivateClassTest.class, "Hidden");

    assertThat(hidden.missing()).isEmpty();
    assertThat(hidden.isInstance(new Hidden())).isTrue();
    assertThat(hidden.isInstance("text")).isFalse();
  }

  @Test
  void missing_classThatIsGone_namesIt() {
    PrivateClass gone = new PrivateClass(PrivateClassTest.class, "Gone");

    assertThat(gone.isInstance(new Hidden())).isFalse();
    assertThat(gone.missing())
        .hasValueSatisfying(
            problem -> assertThat(problem).contains(PrivateClassTest.class.getName() + "$Gone"));
  }

  @Test
  void fileGathering_ofThisBeam_isThere() {
    assertThat(FileGathering.missing()).isEmpty();
  }
}
