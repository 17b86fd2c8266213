// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.operator.StepFailure;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Scripted;
import dev.pathway.beam.engine.plain.Scripted.Call;
import dev.pathway.beam.engine.plain.Scripted.Notes;
import dev.pathway.beam.engine.plain.Scripted.ScriptedException;
import dev.pathway.beam.engine.plan.Plan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In which order the functions of steps are called, whatever fails. */
final class LifecycleTest {
  private static Plan chain(Scripted... steps) {
    PlanBuilder plan = new PlanBuilder("lifecycle");
    String last = plan.values("source", 1L, 2L);
    for (Scripted step : steps) {
      last = plan.step(step.name(), step, last);
    }
    return plan.fused();
  }

  private static List<String> notes(JobHandle handle) {
    return Notes.of(handle.job()).calls();
  }

  @Test
  void steps_twoInAStage_areCalledInOrder() throws Exception {
    JobHandle handle =
        Runs.start(chain(Scripted.named("a"), Scripted.named("b")), Runs.settings(1));
    Runs.await(handle);

    assertThat(notes(handle))
        .containsExactly(
            "a setup",
            "b setup",
            "a start",
            "a process 1",
            "b start",
            "b process 1",
            "a process 2",
            "b process 2",
            "a seal 0",
            "a finish",
            "b seal 0",
            "b finish",
            "a committed",
            "b committed",
            "a teardown",
            "b teardown");
  }

  @Test
  void steps_emittingOutsideProcess_reachTheNextStepInItsBundle() throws Exception {
    Scripted first =
        Scripted.named("a").emittingAt(Call.START).emittingAt(Call.SEAL).emittingAt(Call.FINISH);
    JobHandle handle = Runs.start(chain(first, Scripted.named("b")), Runs.settings(1));
    Runs.await(handle);

    assertThat(notes(handle))
        .containsSubsequence(
            "a start",
            "b start",
            "b process a's START",
            "b process 1",
            "b process 2",
            "a seal 0",
            "b process a's SEAL",
            "a finish",
            "b process a's FINISH",
            "b seal 0",
            "b finish");
  }

  @Test
  void bundles_limitedByRows_startAndFinishAtTheLimit() throws Exception {
    JobHandle handle = Runs.start(chain(Scripted.named("a")), Runs.bundles(1, 1, 10_000));
    Runs.await(handle);

    assertThat(notes(handle))
        .containsExactly(
            "a setup",
            "a start",
            "a process 1",
            "a finish",
            "a committed",
            "a start",
            "a process 2",
            "a finish",
            "a committed",
            "a start",
            "a seal 0",
            "a finish",
            "a committed",
            "a teardown");
  }

  @Test
  void stage_withoutRows_isSetUpAndTornDownOnly() throws Exception {
    PlanBuilder plan = new PlanBuilder("no rows");
    plan.step("a", Scripted.named("a"), plan.values("source"));
    JobHandle handle = Runs.start(plan.fused(), Runs.settings(1));
    Runs.await(handle);

    assertThat(notes(handle)).containsExactly("a setup", "a teardown");
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"TEARDOWN"},
      mode = EnumSource.Mode.EXCLUDE)
  void failure_inAnyCall_namesTheStepAndTearsAllDownOnce(Call call) throws Exception {
    JobHandle handle =
        Runs.start(
            chain(Scripted.named("a"), Scripted.named("b").failingAt(call), Scripted.named("c")),
            Runs.settings(1));

    Throwable failure = Runs.failure(handle);

    assertThat(failure)
        .isInstanceOfSatisfying(
            StepFailure.class, thrown -> assertThat(thrown.step()).isEqualTo("b"))
        .hasCauseInstanceOf(ScriptedException.class)
        .hasMessageContaining("'b' failed");
    assertThat(notes(handle)).filteredOn("b teardown"::equals).hasSize(1);
    for (String sibling : List.of("a", "c")) {
      long setups = notes(handle).stream().filter((sibling + " setup")::equals).count();
      assertThat(notes(handle)).filteredOn((sibling + " teardown")::equals).hasSize((int) setups);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"PROCESS", "FINISH", "SEAL"})
  void failure_ofAnOutputThatIsCaught_stillFailsTheJob(Call emitAt) throws Exception {
    Scripted careless = Scripted.named("a").emittingAt(emitAt).swallowing();
    JobHandle handle =
        Runs.start(chain(careless, Scripted.named("b").failingAt(Call.PROCESS)), Runs.settings(1));

    Throwable failure = Runs.failure(handle);

    assertThat(failure)
        .isInstanceOfSatisfying(
            StepFailure.class, thrown -> assertThat(thrown.step()).isEqualTo("b"));
    assertThat(notes(handle)).filteredOn(note -> note.startsWith("b process")).hasSize(1);
    assertThat(notes(handle)).doesNotContain("b finish", "a committed", "b committed");
  }

  @Test
  void failure_ofTheDeepestStep_isNotHiddenByThoseAbove() throws Exception {
    JobHandle handle =
        Runs.start(
            chain(
                Scripted.named("a"),
                Scripted.named("b"),
                Scripted.named("c").failingAt(Call.PROCESS)),
            Runs.settings(2));

    assertThat(Runs.failure(handle))
        .isInstanceOfSatisfying(
            StepFailure.class, thrown -> assertThat(thrown.step()).isEqualTo("c"))
        .cause()
        .isInstanceOf(ScriptedException.class)
        .hasMessageStartingWith("c process");
  }

  @Test
  void failure_inTeardown_doesNotFailTheJob() throws Exception {
    JobHandle handle =
        Runs.start(
            chain(Scripted.named("a").failingAt(Call.TEARDOWN), Scripted.named("b")),
            Runs.settings(1));
    Runs.await(handle);

    assertThat(notes(handle)).endsWith("a teardown", "b teardown");
  }

  @Test
  void failure_inTeardownAfterAnother_doesNotHideIt() throws Exception {
    JobHandle handle =
        Runs.start(
            chain(Scripted.named("a").failingAt(Call.PROCESS).failingAt(Call.TEARDOWN)),
            Runs.settings(1));

    assertThat(Runs.failure(handle)).hasMessageContaining("a process");
  }
}
