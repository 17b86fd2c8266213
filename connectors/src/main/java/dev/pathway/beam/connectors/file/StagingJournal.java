// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that is there while an epoch has files staged, or committed ones that may not be in place:
 * the epoch's number, what tells the run from any other, then each folder from before anything is
 * staged for it. Thread-confined.
 *
 * <p>Only the run that has begun a journal acts on it: somebody may have deleted the state
 * directory in spite of its lock, and another run may have made it anew.
 */
final class StagingJournal {
  private static final String FILE = "staging.journal";

  private final Path directory;
  private final Path file;
  private final UUID run = UUID.randomUUID();

  StagingJournal(Path directory) {
    this.directory = directory;
    file = directory.resolve(FILE);
  }

  /**
   * What a journal says.
   *
   * @param epoch the epoch it was begun for
   * @param run the run that began it, null if it came no further
   * @param folders the folders
   */
  record Entry(long epoch, @Nullable UUID run, List<String> folders) {}

  /** Returns what the journal says, null if there is none. */
  @Nullable Entry read() throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    List<String> folders = new ArrayList<>();
    long epoch = 0;
    UUID begunBy = null;
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      epoch = in.readLong();
      begunBy = new UUID(in.readLong(), in.readLong());
      while (true) {
        folders.add(in.readUTF());
      }
    } catch (EOFException e) {
      // The end, or a folder for which nothing was staged yet.
      return new Entry(epoch, begunBy, folders);
    }
  }

  /** Begins the journal of an epoch, durably. */
  void begin(long epoch) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(3 * Long.BYTES);
    header.putLong(epoch).putLong(run.getMostSignificantBits());
    header.putLong(run.getLeastSignificantBits()).flip();
    append(header, StandardOpenOption.CREATE_NEW);
    Durable.folder(directory);
  }

  /** Returns whether there is a journal, and this run has begun it. */
  boolean isOwn() throws IOException {
    Entry entry = read();
    return entry != null && run.equals(entry.run());
  }

  /**
   * Checks that {@link #isOwn}.
   *
   * @throws IOException if not
   */
  void checkOwn() throws IOException {
    if (!isOwn()) {
      throw new IOException(
          "The directory " + directory + " was deleted or replaced while it was in use");
    }
  }

  /** Adds a folder, durably. */
  void add(String folder) throws IOException {
    checkOwn();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new DataOutputStream(bytes).writeUTF(folder);
    append(ByteBuffer.wrap(bytes.toByteArray()), StandardOpenOption.APPEND);
  }

  private void append(ByteBuffer bytes, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, how)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Ends the journal. */
  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
