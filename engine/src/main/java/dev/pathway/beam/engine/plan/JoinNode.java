// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.JoinModel;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import java.util.List;

/**
 * Pairs the rows of two sides that share a key and window, and emits how the pairs have changed
 * since the last epoch: for a row that is new or gone its own only, unless the timestamp of all of
 * the key's results changes with it. Only in incremental jobs.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param inputs collections it reads, of rows whose payloads tell their side
 * @param inputType see {@link PlanNode#inputType}
 * @param output the collection it makes
 * @param keys how keys and payloads are read
 * @param windows how rows fall into windows, and the timestamps of results
 * @param join how payloads are joined
 */
public record JoinNode(
    String id,
    String name,
    List<String> inputs,
    String inputType,
    String output,
    KeyModel keys,
    WindowModel windows,
    JoinModel join)
    implements PlanNode {
  /** Copies the list. */
  public JoinNode {
    inputs = List.copyOf(inputs);
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public JoinNode withInputs(List<String> newInputs) {
    return new JoinNode(id, name, newInputs, inputType, output, keys, windows, join);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitJoin(this);
  }
}
