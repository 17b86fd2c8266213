// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import dev.pathway.beam.translation.fingerprint.Fingerprint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node of a plan was when the last epoch was committed.
 *
 * @param name its name
 * @param fingerprint its fingerprint
 * @param inputs what it reads row by row: for each the id of the node that makes it, and which of
 *     that node's outputs it is
 * @param views the views it reads, in the same form
 * @param since the epoch from which on what it keeps was gathered; part of the name under which it
 *     is kept. Of a step that keeps nothing, the epoch in which it ran on all rows last
 */
public record KnownNode(
    String name, Fingerprint fingerprint, List<String> inputs, List<String> views, long since) {
  private static final int FORMAT = 1;

  /** Copies the lists. */
  public KnownNode {
    inputs = List.copyOf(inputs);
    views = List.copyOf(views);
  }

  /** Returns the node in bytes. */
  public byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(FORMAT);
    out.writeUTF(name);
    out.writeUTF(fingerprint.configuration());
    out.writeUTF(fingerprint.code());
    write(inputs, out);
    write(views, out);
    out.writeLong(since);
    return bytes.toByteArray();
  }

  /**
   * Returns the node in bytes.
   *
   * @throws IOException if another version has written them
   */
  public static KnownNode of(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException(
          "the state was written by another version: format " + format + " of stages");
    }
    return new KnownNode(
        in.readUTF(),
        new Fingerprint(in.readUTF(), in.readUTF()),
        read(in),
        read(in),
        in.readLong());
  }

  private static void write(List<String> texts, DataOutputStream out) throws IOException {
    out.writeInt(texts.size());
    for (String each : texts) {
      out.writeUTF(each);
    }
  }

  private static List<String> read(DataInputStream in) throws IOException {
    String[] texts = new String[in.readInt()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = in.readUTF();
    }
    return List.of(texts);
  }

  boolean isConfiguredLike(KnownNode other) {
    return fingerprint.configuration().equals(other.fingerprint.configuration());
  }

  boolean runsCodeOf(KnownNode other) {
    return fingerprint.code().equals(other.fingerprint.code());
  }

  boolean readsLike(KnownNode other) {
    return inputs.equals(other.inputs) && views.equals(other.views);
  }

  /** Returns in what the node differs from what it was, null if in nothing. */
  @Nullable String differenceFrom(KnownNode past) {
    if (!runsCodeOf(past)) {
      return "its code has changed";
    }
    if (!isConfiguredLike(past)) {
      return "its configuration has changed";
    }
    return readsLike(past) ? null : "it read something else before";
  }

  KnownNode since(long epoch) {
    return new KnownNode(name, fingerprint, inputs, views, epoch);
  }
}
