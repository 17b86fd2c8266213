// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.spi.EventTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far event time has come at each step of a stage and on each of its outgoing edges: nowhere
 * further than at whatever makes the rows there. One thread only.
 */
final class EventTimeFlow {
  private static final int HEAD = -1;

  private record OutgoingEdge(int ordinal, int maker) {}

  private final List<String> steps;
  private final int[][] makersOf;
  private final List<OutgoingEdge> edges = new ArrayList<>();
  private final long[] outputs;
  private final long[] sent;
  private long head = EventTime.START;

  EventTimeFlow(StageSpec stage) {
    List<PlanNode> nodes = stage.steps();
    steps = nodes.stream().map(PlanNode::name).toList();
    makersOf = new int[nodes.size()][];
    for (int i = 0; i < makersOf.length; i++) {
      makersOf[i] = nodes.get(i).inputs().stream().mapToInt(input -> maker(input, nodes)).toArray();
    }
    for (Map.Entry<String, List<EdgeSpec>> outgoing : stage.edges().entrySet()) {
      int maker = maker(outgoing.getKey(), nodes);
      outgoing.getValue().forEach(edge -> edges.add(new OutgoingEdge(edge.ordinal(), maker)));
    }
    outputs = new long[makersOf.length];
    Arrays.fill(outputs, EventTime.START);
    sent = new long[edges.size()];
    Arrays.fill(sent, EventTime.START);
  }

  private static int maker(String collection, List<PlanNode> steps) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).outputs().contains(collection)) {
        return i;
      }
    }
    return HEAD;
  }

  /** Returns how far event time has come, to be saved. */
  EventTimes save() {
    Map<String, Long> times = new HashMap<>();
    for (int i = 0; i < outputs.length; i++) {
      times.merge(steps.get(i), outputs[i], Math::min);
    }
    return new EventTimes(head, times);
  }

  /**
   * Goes on from where event time had come; what is known of it is passed on once more, since
   * whoever is next does not know.
   */
  void restore(EventTimes times) {
    raiseHead(times.head());
    for (int i = 0; i < outputs.length; i++) {
      raise(i, times.outputs().getOrDefault(steps.get(i), EventTime.START));
    }
  }

  /** Raises the watermark of what comes from the head, or into the stage where there is none. */
  void raiseHead(long watermark) {
    head = Math.max(head, watermark);
  }

  /** Returns the watermark of a step's input. */
  long input(int step) {
    long least = EventTime.END;
    for (int maker : makersOf[step]) {
      least = Math.min(least, output(maker));
    }
    return least;
  }

  private long output(int maker) {
    return maker == HEAD ? head : outputs[maker];
  }

  /** Returns whether a watermark is above that of the step's outputs. */
  boolean rises(int step, long watermark) {
    return watermark > outputs[step];
  }

  /** Raises the watermark of a step's outputs. */
  void raise(int step, long watermark) {
    outputs[step] = Math.max(outputs[step], watermark);
  }

  private long watermark(OutgoingEdge edge) {
    if (edge.ordinal() < StageHost.LAST_EDGE_OF_ITS_OWN) {
      return output(edge.maker());
    }
    long least = EventTime.END;
    for (OutgoingEdge other : edges) {
      if (other.ordinal() >= StageHost.LAST_EDGE_OF_ITS_OWN) {
        least = Math.min(least, output(other.maker()));
      }
    }
    return least;
  }

  /** Returns whether there is a watermark to pass on. */
  boolean unsent() {
    for (int i = 0; i < sent.length; i++) {
      if (watermark(edges.get(i)) > sent[i]) {
        return true;
      }
    }
    return false;
  }

  /** Passes on every watermark that rose. */
  void send(StageHost host) {
    for (int i = 0; i < sent.length; i++) {
      OutgoingEdge edge = edges.get(i);
      long watermark = watermark(edge);
      if (watermark > sent[i]) {
        sent[i] = watermark;
        host.mark(edge.ordinal(), watermark);
      }
    }
  }

  /** Returns whether event time has ended everywhere. */
  boolean ended() {
    return head == EventTime.END && Arrays.stream(outputs).allMatch(time -> time == EventTime.END);
  }
}
