// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is committed with an epoch about its files.
 *
 * @param shards the number of shards of each write, by the transform's id
 * @param changes what the epoch does to files
 */
record CommittedFiles(Map<String, Integer> shards, List<FolderChange> changes) {
  private static final int FORMAT = 2;

  /** Copies both. */
  CommittedFiles {
    shards = Map.copyOf(shards);
    changes = List.copyOf(changes);
  }

  /** Returns what an epoch committed, nothing for no bytes. */
  static CommittedFiles of(byte[] bytes) throws IOException {
    Map<String, Integer> shards = new TreeMap<>();
    List<FolderChange> changes = new ArrayList<>();
    if (bytes.length > 0) {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      int format = in.readByte();
      if (format != FORMAT) {
        throw new IOException(
            "the state was written by another version: format " + format + " of files");
      }
      for (int left = in.readInt(); left > 0; left--) {
        shards.put(in.readUTF(), in.readInt());
      }
      for (int left = in.readInt(); left > 0; left--) {
        changes.add(FolderChange.read(in));
      }
    }
    return new CommittedFiles(shards, changes);
  }

  /** Returns it in bytes. */
  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(FORMAT);
    out.writeInt(shards.size());
    for (Map.Entry<String, Integer> each : new TreeMap<>(shards).entrySet()) {
      out.writeUTF(each.getKey());
      out.writeInt(each.getValue());
    }
    out.writeInt(changes.size());
    for (FolderChange each : changes) {
      each.write(out);
    }
    return bytes.toByteArray();
  }
}
