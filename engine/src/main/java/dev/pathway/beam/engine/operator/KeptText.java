// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is kept of a sink or of groups, as text for people. One thread only. */
public final class KeptText {
  private static final int MAX_LENGTH = 100;

  private final Plan plan;

  /** Creates the texts of what nodes of a plan keep. */
  public KeptText(Plan plan) {
    this.plan = plan;
  }

  /**
   * Returns the text of a row that a sink was given.
   *
   * @param key what it is kept under
   */
  public String of(SinkNode sink, byte[] key) throws IOException {
    return element(codec(sink.inputType()).decode(new ArrayInput(key, KeptRows.PREFIX_BYTES)));
  }

  /**
   * Returns the text of a payload and of its group.
   *
   * @param key what the group is kept under
   * @param value a value of it, which is no hash
   */
  public String of(GroupNode node, byte[] key, byte[] value) throws IOException {
    GroupKeys keys = new GroupKeys(node.keys(), node.windows());
    boolean whole = node.payload() == GroupNode.Payload.ELEMENTS;
    int start = KeptGroups.payloadStart(value, KeptGroupOperator.isOrdered(node));
    ArrayInput bytes = new ArrayInput(value, start);
    String payload =
        whole
            ? element(codec(node.inputType()).decode(bytes))
            : shortened(node.keys().payloadCodec().decode(bytes));
    Object tableKey = keys.codec().decode(new ArrayInput(key));
    return payload + " in the group of " + shortened(keys.key(tableKey));
  }

  private Codec<Object> codec(String collection) {
    return plan.collection(collection).elementCodec().create();
  }

  private String element(Object element) {
    StringBuilder text = new StringBuilder();
    plan.rows()
        .unpack(
            element, (value, timestamp, windows, pane, extras) -> text.append(shortened(value)));
    return text.toString();
  }

  private static String shortened(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= MAX_LENGTH
        ? "'" + text + "'"
        : "'" + text.substring(0, MAX_LENGTH) + "...'";
  }
}
