// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.OutletCheck;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.WholeNode;
import dev.pathway.beam.state.segment.KeyFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks of one worker of a stage, of its outlets one by one. */
final class StageChecks {
  private final List<OutputCheck> all = new ArrayList<>();
  private final List<RowOutputCheck> ofRows = new ArrayList<>();
  private final List<GroupOutputCheck> ofGroups = new ArrayList<>();
  private boolean isGiven;
  private boolean areOld = true;

  private StageChecks(StageSpec stage, Epoch epoch) {
    PlanNode head = stage.head() instanceof WholeNode whole ? whole.of() : stage.head();
    for (OutletCheck outlet : stage.checks()) {
      if (head instanceof GroupNode) {
        ofGroups.add(new GroupOutputCheck(outlet));
      } else {
        ofRows.add(new RowOutputCheck(outlet, epoch));
      }
    }
    all.addAll(ofGroups);
    all.addAll(ofRows);
  }

  /** Returns the checks of a stage for one worker, null if there are none. */
  static @Nullable StageChecks of(StageSpec stage, Epoch epoch) {
    return stage.checks().isEmpty() ? null : new StageChecks(stage, epoch);
  }

  /** Returns the check of a collection, null if it is not checked. */
  @Nullable OutputCheck of(String output) {
    for (OutputCheck check : all) {
      if (check.output().equals(output)) {
        return check;
      }
    }
    return null;
  }

  /** Returns those of a stage behind groups. */
  List<GroupOutputCheck> ofGroups() {
    return ofGroups;
  }

  /** Returns whether it has to be said what a row is known by. */
  boolean areOfRows() {
    return !ofRows.isEmpty();
  }

  /**
   * Says what the next row is known by.
   *
   * @param bytes that which makes it another row than others
   * @param element the row, or its key, for people
   */
  void input(byte[] bytes, @Nullable Object element) {
    long hash = KeyFilter.hash(bytes, 0, bytes.length);
    ofRows.forEach(check -> check.input(hash, element));
    isGiven = true;
  }

  /** Returns whether it was said what the next row is known by. */
  boolean isGiven() {
    return isGiven;
  }

  /** Says whether rows that are inserted from here on were there before the epoch. */
  void areOld(boolean old) {
    areOld = old;
  }

  /** Says that a row is handled from here on, and by how much the number of its times changes. */
  void begin(int diff) {
    for (OutputCheck check : all) {
      check.begin(diff);
    }
  }

  /** Says that all of the row's outputs were there. */
  void end() {
    for (OutputCheck check : all) {
      check.end(areOld);
    }
    isGiven = false;
  }

  /**
   * Ends the epoch.
   *
   * @throws IllegalStateException naming a row, if something else was made than was put out
   */
  void seal() throws IOException {
    for (OutputCheck check : all) {
      check.seal();
    }
  }
}
