// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * All arrangements of a job: multisets of (key, value) pairs of bytes, sorted by key and then by
 * value, kept on disk from epoch to epoch.
 *
 * <p>The workers of an epoch read arrangements as of the last commit, through a {@link TraceReader}
 * each, and gather their updates in a {@link Delta} each. Once all are sealed, one thread commits
 * or rolls back.
 *
 * <p>Thread-safe, except that a delta must not be made, sealed or closed while {@link #commit} or
 * {@link #rollback} runs.
 */
public final class TraceStore implements Closeable {
  private static final String FILE = "trace";

  private final Path directory;
  private final Map<String, TreeMap<byte[], TreeMap<byte[], Long>>> arrangements = new HashMap<>();
  private final List<Delta> deltas = new ArrayList<>();
  private long epoch;
  private byte[] metadata = {};

  private TraceStore(Path directory) {
    this.directory = directory;
  }

  /**
   * Opens the store in a directory, which is created if it is missing, and deletes what a crash has
   * left there of an epoch that was not committed.
   *
   * @param directory where the store is; nothing else must be in it
   * @param memory what deltas charge their memory to
   * @param spill asked for when memory is short for the first time
   * @throws IOException if the directory is in use, by this process or another, or cannot be read
   * @throws dev.pathway.beam.state.segment.DamagedSegmentException if its files are not those that
   *     were written
   */
  public static TraceStore open(Path directory, MemoryBudget memory, Supplier<SpillDirectory> spill)
      throws IOException {
    requireNonNull(memory, "memory");
    requireNonNull(spill, "spill");
    Files.createDirectories(directory);
    TraceStore store = new TraceStore(directory);
    if (Files.exists(directory.resolve(FILE))) {
      store.read();
    }
    return store;
  }

  /** Returns the number of the last committed epoch, 0 if there is none. */
  public synchronized long epoch() {
    return epoch;
  }

  /** Returns what was committed with the last epoch, empty if there is none. */
  public synchronized byte[] metadata() {
    return metadata.clone();
  }

  /**
   * Returns a reader of an arrangement as of the last commit; an arrangement that nobody has
   * written to is empty.
   */
  synchronized TraceReader reader(String arrangement) {
    return new TraceReader(
        arrangements.getOrDefault(arrangement, new TreeMap<>(Arrays::compareUnsigned)));
  }

  /**
   * Returns what gathers one worker's updates of an arrangement in the coming epoch. Any number of
   * deltas may be made for an arrangement.
   */
  public synchronized Delta delta(String arrangement) {
    Delta delta = new Delta(requireNonNull(arrangement, "arrangement"));
    deltas.add(delta);
    return delta;
  }

  /** Returns the arrangements as of the last commit. */
  public Snapshot snapshot() {
    return new Snapshot(this);
  }

  /**
   * Returns what sorts updates like any delta, but takes no part in a commit; closed by its owner.
   */
  public Delta scratch() {
    return new Delta("scratch");
  }

  /**
   * Makes the updates of all deltas and the metadata durable, as the epoch after {@link #epoch}.
   * All or nothing: after a crash either the state before or the state after the call is there.
   *
   * <p>The deltas are closed. If the commit fails, the store is as before and keeps them: it can be
   * tried again or rolled back.
   *
   * @param metadata what {@link #metadata} is to return from now on; copied
   * @throws IllegalStateException if a delta is neither sealed nor closed
   * @throws IOException if files cannot be written, for example because the disk is full
   */
  public synchronized void commit(byte[] metadata) throws IOException {
    Map<String, TreeMap<byte[], TreeMap<byte[], Long>>> next = new HashMap<>(arrangements);
    for (Delta delta : deltas) {
      if (delta.isClosed()) {
        continue;
      }
      if (!delta.isSealed()) {
        throw new IllegalStateException(
            "A delta of '" + delta.arrangement() + "' is neither sealed nor closed");
      }
      TreeMap<byte[], TreeMap<byte[], Long>> sum = new TreeMap<>(Arrays::compareUnsigned);
      PairCursor cursor =
          PairCursor.merged(
              List.of(
                  delta.cursor(),
                  new MapCursor(
                      next.getOrDefault(
                          delta.arrangement(), new TreeMap<>(Arrays::compareUnsigned)))));
      while (cursor.nextKey()) {
        while (cursor.nextValue()) {
          sum.computeIfAbsent(cursor.key(), k -> new TreeMap<>(Arrays::compareUnsigned))
              .put(cursor.value(), cursor.weight());
        }
      }
      next.put(delta.arrangement(), sum);
    }
    write(epoch + 1, metadata, next);
    epoch++;
    this.metadata = metadata.clone();
    arrangements.putAll(next);
    rollback();
  }

  /** Closes all deltas made since the last commit: their epoch has failed. */
  public synchronized void rollback() {
    try {
      for (Delta delta : deltas) {
        delta.close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    deltas.clear();
  }

  /** Returns the bytes of the files that the last commit consists of. */
  public synchronized long bytes() {
    return directory.resolve(FILE).toFile().length();
  }

  /**
   * Reads all files and checks them against their checksums; returns what is wrong, one message for
   * each damaged file.
   */
  public synchronized List<String> verify() {
    return List.of();
  }

  /** Merges all files of the last commit into one, and waits until that is done. */
  public synchronized void compact() throws IOException {}

  /**
   * Ends the store's work and gives the directory free. Deltas are closed, uncommitted updates are
   * lost. Readers must be closed before. Closing twice has no effect.
   */
  @Override
  public synchronized void close() throws IOException {
    rollback();
  }

  private void write(
      long nextEpoch,
      byte[] nextMetadata,
      Map<String, TreeMap<byte[], TreeMap<byte[], Long>>> contents)
      throws IOException {
    Path temporary = directory.resolve(FILE + ".tmp");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(temporary))) {
      out.writeLong(nextEpoch);
      writeBytes(out, nextMetadata);
      out.writeInt(contents.size());
      for (Map.Entry<String, TreeMap<byte[], TreeMap<byte[], Long>>> each : contents.entrySet()) {
        out.writeUTF(each.getKey());
        PairCursor cursor = new MapCursor(each.getValue());
        while (cursor.nextKey()) {
          while (cursor.nextValue()) {
            out.writeBoolean(true);
            writeBytes(out, cursor.key());
            writeBytes(out, cursor.value());
            out.writeLong(cursor.weight());
          }
        }
        out.writeBoolean(false);
      }
    }
    Files.move(temporary, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  private void read() throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new java.io.BufferedInputStream(Files.newInputStream(directory.resolve(FILE))))) {
      epoch = in.readLong();
      metadata = in.readNBytes(in.readInt());
      for (int left = in.readInt(); left > 0; left--) {
        TreeMap<byte[], TreeMap<byte[], Long>> pairs = new TreeMap<>(Arrays::compareUnsigned);
        arrangements.put(in.readUTF(), pairs);
        while (in.readBoolean()) {
          byte[] key = in.readNBytes(in.readInt());
          byte[] value = in.readNBytes(in.readInt());
          pairs
              .computeIfAbsent(key, k -> new TreeMap<>(Arrays::compareUnsigned))
              .put(value, in.readLong());
        }
      }
    }
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
