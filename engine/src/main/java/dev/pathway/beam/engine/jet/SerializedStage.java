// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.job.LoaderInput;
import dev.pathway.beam.engine.operator.StageSpec;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SourceNode;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A stage as bytes, from which every worker reads a copy of its own, with user functions of its
 * own. Immutable.
 */
final class SerializedStage implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final boolean source;
  private final int inputs;
  private final byte[] bytes;

  private SerializedStage(String name, boolean source, int inputs, byte[] bytes) {
    this.name = name;
    this.source = source;
    this.inputs = inputs;
    this.bytes = bytes;
  }

  /**
   * Serialises a stage.
   *
   * @throws IllegalArgumentException naming the steps that hold something that is not serialisable
   */
  static SerializedStage of(StageSpec stage) {
    try {
      PlanNode first = stage.head() == null ? stage.steps().get(0) : stage.head();
      return new SerializedStage(
          stage.name(),
          first instanceof SourceNode,
          first.inputs().size(),
          LoaderInput.bytes(stage));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "Not serialisable: "
              + culprits(stage, e)
              + ". Functions are copied for each worker: mark what need not be copied transient and make it in setup",
          e);
    }
  }

  private static String culprits(StageSpec stage, Exception problem) {
    List<PlanNode> members = new ArrayList<>(stage.steps());
    if (stage.head() != null) {
      members.add(0, stage.head());
    }
    List<String> culprits = new ArrayList<>();
    for (PlanNode member : members) {
      try {
        byte[] unused = LoaderInput.bytes(member);
      } catch (IOException | RuntimeException e) {
        culprits.add("'" + member.name() + "' (" + e.getMessage() + ")");
      }
    }
    return culprits.isEmpty()
        ? "stage '" + stage.name() + "' (" + problem.getMessage() + ")"
        : String.join(", ", culprits);
  }

  /** Returns the stage's name. */
  String name() {
    return name;
  }

  /** Returns whether the stage makes rows by itself. */
  boolean source() {
    return source;
  }

  /** Returns the number of edges that lead to the stage. */
  int inputs() {
    return inputs;
  }

  /** Returns a new copy of the stage, with classes of the given loader. */
  StageSpec read(ClassLoader loader) {
    try (ObjectInputStream in = new LoaderInput(bytes, loader)) {
      return (StageSpec) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("Cannot read stage '" + name + "': " + e, e);
    }
  }
}
