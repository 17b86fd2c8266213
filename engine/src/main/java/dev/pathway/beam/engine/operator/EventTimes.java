// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.EncodeBuffer;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far event time had come in a worker of a stage.
 *
 * @param head the watermark of what comes from the head, or into the stage where there is none
 * @param outputs the watermarks of the steps' outputs, by the steps' names
 */
record EventTimes(long head, Map<String, Long> outputs) {
  /** Copies the map. */
  EventTimes {
    outputs = Map.copyOf(outputs);
  }

  /**
   * Returns the lesser of both everywhere: what is known for sure where the keys of several workers
   * have come together. A step that one of them does not know is where the other one says.
   */
  EventTimes min(EventTimes other) {
    Map<String, Long> least = new TreeMap<>(outputs);
    other.outputs.forEach((step, time) -> least.merge(step, time, Math::min));
    return new EventTimes(Math.min(head, other.head), least);
  }

  /** Returns the times as bytes. */
  byte[] bytes() throws IOException {
    EncodeBuffer buffer = new EncodeBuffer();
    buffer.encode(BasicCodecs.longs(), head);
    buffer.encode(BasicCodecs.integers(), outputs.size());
    for (Map.Entry<String, Long> output : new TreeMap<>(outputs).entrySet()) {
      buffer.encode(BasicCodecs.strings(), output.getKey());
      buffer.encode(BasicCodecs.longs(), output.getValue());
    }
    return buffer.toByteArray();
  }

  /** Returns the times of which {@link #bytes} made the bytes. */
  static EventTimes of(byte[] bytes) throws IOException {
    ArrayInput in = new ArrayInput(bytes);
    long head = BasicCodecs.longs().decode(in);
    Map<String, Long> outputs = new TreeMap<>();
    for (int left = BasicCodecs.integers().decode(in); left > 0; left--) {
      outputs.put(BasicCodecs.strings().decode(in), BasicCodecs.longs().decode(in));
    }
    return new EventTimes(head, outputs);
  }
}
