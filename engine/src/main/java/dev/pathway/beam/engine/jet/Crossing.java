// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.frame.EncodedFrame;
import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.frame.FrameCodec;
import dev.pathway.beam.engine.operator.EdgeSpec;
import dev.pathway.beam.engine.operator.InputSpec;
import dev.pathway.beam.engine.operator.StageSpec;
import dev.pathway.beam.engine.operator.StepFailure;
import dev.pathway.beam.engine.plan.CollectionSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes the frames of a stage that leave the member, and decodes those that come from others. One
 * thread only: that of the worker, since coders are user code.
 */
final class Crossing {
  /** An edge whose frames may cross. */
  private record Edge(String collection, boolean toAll, FrameCodec codec) {}

  private final boolean[] here;
  private final Map<Integer, Edge> outgoing = new HashMap<>();
  private final List<Edge> incoming = new ArrayList<>();

  /**
   * Creates the crossing of a worker.
   *
   * @param stage the worker's stage
   * @param here for each partition whether its worker is on this member
   */
  Crossing(StageSpec stage, boolean[] here) {
    this.here = here.clone();
    stage
        .edges()
        .forEach(
            (id, edges) -> edges.forEach(edge -> addOutgoing(stage, stage.collection(id), edge)));
    for (InputSpec input : stage.inputs()) {
      CollectionSpec collection = input.collection();
      incoming.add(
          new Edge(
              collection.name(),
              false,
              new FrameCodec(
                  stage.rows(),
                  collection.elementCodec().create(),
                  collection.weigher(),
                  input.keys())));
    }
  }

  private void addOutgoing(StageSpec stage, CollectionSpec collection, EdgeSpec edge) {
    if (edge.routing() != EdgeSpec.Routing.LOCAL) {
      outgoing.put(
          edge.ordinal(),
          new Edge(
              collection.name(),
              edge.routing() == EdgeSpec.Routing.GATHER,
              new FrameCodec(
                  stage.rows(),
                  collection.elementCodec().create(),
                  collection.weigher(),
                  edge.keys())));
    }
  }

  /** Returns the message by which a frame is sent. */
  Message outgoing(int ordinal, Frame frame) {
    Edge edge = outgoing.get(ordinal);
    if (edge == null || (!edge.toAll && here[frame.partition()])) {
      return new Message.Rows(ordinal, frame);
    }
    try {
      byte[] bytes = edge.codec.encode(frame);
      return new Message.Packet(
          ordinal, new EncodedFrame(frame.partition(), bytes, edge.toAll ? frame : null));
    } catch (Throwable t) {
      throw new StepFailure(edge.collection, t);
    }
  }

  /** Returns the frame that came on an edge. */
  Frame incoming(Message.Packet packet) {
    Edge edge = incoming.get(packet.ordinal());
    try {
      return edge.codec.decode(packet.frame().bytes());
    } catch (Throwable t) {
      throw new StepFailure(edge.collection, t);
    }
  }
}
