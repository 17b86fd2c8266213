// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.OutletCheck;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.spi.RowModel;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fused stage as it is sent to the members.
 *
 * @param name for people, and for the names of threads
 * @param head see {@link dev.pathway.beam.engine.plan.StageNode#head}
 * @param steps see {@link dev.pathway.beam.engine.plan.StageNode#steps}
 * @param rows how elements and columns correspond
 * @param collections the declarations of what the stage reads and makes, by id
 * @param edges for each collection that leaves the stage, the edges it takes
 * @param holdsInput whether rows that come before the views are complete must be set aside, since
 *     the views' rows come from where the main input comes from and would wait behind them;
 *     otherwise the input is left waiting
 * @param checks see {@link dev.pathway.beam.engine.plan.StageNode#checks}
 * @param inputs the edges that lead to the stage, in their order; empty on a single member
 */
public record StageSpec(
    String name,
    @Nullable PlanNode head,
    List<PlanNode> steps,
    RowModel rows,
    Map<String, CollectionSpec> collections,
    Map<String, List<EdgeSpec>> edges,
    boolean holdsInput,
    List<OutletCheck> checks,
    List<InputSpec> inputs)
    implements Serializable {

  /** Creates a stage that is not checked. */
  public StageSpec(
      String name,
      @Nullable PlanNode head,
      List<PlanNode> steps,
      RowModel rows,
      Map<String, CollectionSpec> collections,
      Map<String, List<EdgeSpec>> edges,
      boolean holdsInput) {
    this(name, head, steps, rows, collections, edges, holdsInput, List.of(), List.of());
  }

  /** Returns the id of the head or, if there is none, of the first step. */
  String firstNode() {
    return head == null ? steps.get(0).id() : head.id();
  }

  /** Returns the declaration of a collection that the stage reads or makes. */
  public CollectionSpec collection(String id) {
    CollectionSpec spec = collections.get(id);
    if (spec == null) {
      throw new IllegalStateException(
          "stage '" + name + "' does not know its collection '" + id + "'");
    }
    return spec;
  }
}
