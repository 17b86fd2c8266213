// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.CombineModel;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import java.util.List;

/**
 * Aggregates payloads by key and window and emits, at the seal of the epoch, one row for each
 * group: the key paired with the result.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param inputs collections it reads
 * @param inputType see {@link PlanNode#inputType}
 * @param output the collection it makes
 * @param keys how keys and payloads are read
 * @param windows how rows fall into windows
 * @param combine the aggregation
 * @param phase what comes in and goes out
 */
public record CombineNode(
    String id,
    String name,
    List<String> inputs,
    String inputType,
    String output,
    KeyModel keys,
    WindowModel windows,
    CombineModel combine,
    Phase phase)
    implements PlanNode {

  /** What comes in and what goes out. */
  public enum Phase {
    /** Payloads in, results out. */
    COMPLETE,
    /**
     * Payloads in, accumulators out, any number of them for a key: local, without an exchange
     * before it.
     */
    PARTIAL,
    /** Accumulators in, results out. */
    MERGE
  }

  /** Copies the list. */
  public CombineNode {
    inputs = List.copyOf(inputs);
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public CombineNode withInputs(List<String> newInputs) {
    return new CombineNode(id, name, newInputs, inputType, output, keys, windows, combine, phase);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitCombine(this);
  }
}
