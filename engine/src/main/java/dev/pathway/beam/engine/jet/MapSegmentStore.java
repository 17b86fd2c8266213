// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import dev.pathway.beam.state.live.SegmentStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of a job in the memory of a cluster, with copies on other members. A small file is one
 * entry; of a large one that entry tells the number of pieces, which were put before it, so that a
 * file is there as a whole or not at all.
 */
final class MapSegmentStore implements SegmentStore {
  private static final String FILES = "pathway.snapshots";
  private static final String PIECES = "pathway.snapshots.pieces";
  private static final int PIECE_BYTES = 256 << 10;
  private static final byte WHOLE = 0;
  private static final byte IN_PIECES = 1;

  private final IMap<String, byte[]> files;
  private final IMap<String, byte[]> pieces;
  private final String folder;

  MapSegmentStore(HazelcastInstance member, String jobId) {
    files = member.getMap(FILES);
    pieces = member.getMap(PIECES);
    folder = jobId + "/";
  }

  /** Removes all files of a job. */
  static void clear(HazelcastInstance member, String jobId) {
    for (String map : List.of(FILES, PIECES)) {
      member.getMap(map).removeAll(Predicates.like("__key", jobId + "/%"));
    }
  }

  @Override
  public void put(String name, Path file) throws IOException {
    if (Files.size(file) <= PIECE_BYTES) {
      put(name, Files.readAllBytes(file));
      return;
    }
    int count = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (byte[] piece = in.readNBytes(PIECE_BYTES);
          piece.length > 0;
          piece = in.readNBytes(PIECE_BYTES)) {
        pieces.set(piece(name, count++), piece);
      }
    }
    files.set(
        folder + name, ByteBuffer.allocate(1 + Integer.BYTES).put(IN_PIECES).putInt(count).array());
  }

  @Override
  public void put(String name, byte[] content) {
    files.set(folder + name, whole(content));
  }

  @Override
  public boolean create(String name, byte[] content) {
    return files.putIfAbsent(folder + name, whole(content)) == null;
  }

  private static byte[] whole(byte[] content) {
    return ByteBuffer.allocate(1 + content.length).put(WHOLE).put(content).array();
  }

  private String piece(String name, int number) {
    return folder + name + "#" + number;
  }

  @Override
  public byte[] read(String name) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    copy(name, content);
    return content.toByteArray();
  }

  @Override
  public void fetch(String name, Path to) throws IOException {
    try (OutputStream out = Files.newOutputStream(to)) {
      copy(name, out);
    }
  }

  private void copy(String name, OutputStream to) throws IOException {
    byte[] file = files.get(folder + name);
    if (file == null) {
      throw new NoSuchFileException(name);
    }
    if (file[0] == WHOLE) {
      to.write(file, 1, file.length - 1);
      return;
    }
    int count = ByteBuffer.wrap(file).getInt(1);
    for (int i = 0; i < count; i++) {
      byte[] piece = pieces.get(piece(name, i));
      if (piece == null) {
        throw new NoSuchFileException(name, null, "piece " + i + " of " + count + " is lost");
      }
      to.write(piece);
    }
  }

  @Override
  public List<String> list(String prefix) {
    String start = folder + prefix;
    return files.keySet(Predicates.like("__key", start + "%")).stream()
        // To the predicate some characters of names stand for any.
        .filter(key -> key.startsWith(start))
        .map(key -> key.substring(folder.length()))
        .sorted()
        .toList();
  }

  @Override
  public void delete(String name) {
    byte[] file = files.remove(folder + name);
    if (file != null && file[0] == IN_PIECES) {
      int count = ByteBuffer.wrap(file).getInt(1);
      for (int i = 0; i < count; i++) {
        pieces.delete(piece(name, i));
      }
    }
  }
}
