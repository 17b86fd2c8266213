// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.job.PlanIdentity;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.translation.revision.KnownNode;
import dev.pathway.beam.translation.revision.KnownPlan;
import dev.pathway.beam.translation.revision.PlanChanges;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By what a streaming pipeline knows whether snapshots are its own. */
final class SnapshotIdentity implements PlanIdentity {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotIdentity.class);

  private final byte[] bytes;
  private final boolean changesAllowed;

  private SnapshotIdentity(byte[] bytes, boolean changesAllowed) {
    this.bytes = bytes;
    this.changesAllowed = changesAllowed;
  }

  /**
   * Returns the identity of a plan.
   *
   * @param plan the plan, not fused yet
   * @param changesAllowed whether what another plan has left may be taken over
   */
  static SnapshotIdentity of(Plan plan, boolean changesAllowed) {
    try {
      return new SnapshotIdentity(encode(KnownPlan.of(plan)), changesAllowed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] encode(KnownPlan plan) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(plan.nodes().size());
    for (Map.Entry<String, KnownNode> each : plan.nodes().entrySet()) {
      byte[] node = each.getValue().toBytes();
      out.writeUTF(each.getKey());
      out.writeInt(node.length);
      out.write(node);
    }
    return bytes.toByteArray();
  }

  private static KnownPlan decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    Map<String, KnownNode> nodes = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      nodes.put(in.readUTF(), KnownNode.of(in.readNBytes(in.readInt())));
    }
    return new KnownPlan(nodes);
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public void check(byte[] before) throws IOException {
    PlanChanges changes = PlanChanges.between(decode(before), decode(bytes));
    if (changes.isEmpty()) {
      return;
    }
    if (!changesAllowed) {
      throw new IllegalStateException(
          "the snapshots in --stateDir are another pipeline's, or the pipeline has changed:"
              + changes
              + "\n  With --allowStageChanges it goes on with the state of all stages that are still there;"
              + "\n  or give it a --stateDir of its own");
    }
    LOG.warn(
        "The pipeline has changed since its last snapshot, and goes on with the state of all stages that are still there:{}",
        changes);
  }
}
