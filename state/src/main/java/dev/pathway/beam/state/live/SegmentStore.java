// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Named files that never change, kept where they outlive the process.
 *
 * <p>Names are made of {@code a-z}, {@code 0-9}, {@code -}, {@code .}, {@code _} and of {@code /}
 * between parts; no part is empty or begins with a dot. A name is there for others only once its
 * file is complete and durable. Putting a name that is there already has no effect that can be
 * seen, as the content is the same. Thread-safe.
 */
public interface SegmentStore {
  /** Stores a copy of a local file, which must not change meanwhile. */
  void put(String name, Path file) throws IOException;

  /** Stores bytes. */
  void put(String name, byte[] content) throws IOException;

  /**
   * Stores bytes unless the name is there: of all that try, on whatever machine, one succeeds.
   *
   * @return whether this call has made the file; after an exception it may or may not have
   */
  boolean create(String name, byte[] content) throws IOException;

  /**
   * Returns the content of a file.
   *
   * @throws java.nio.file.NoSuchFileException if there is none of the name
   */
  byte[] read(String name) throws IOException;

  /**
   * Makes a local file, which must not exist, with the content of a file.
   *
   * @throws java.nio.file.NoSuchFileException if there is none of the name
   */
  void fetch(String name, Path to) throws IOException;

  /** Returns all names that begin with a prefix, sorted. */
  List<String> list(String prefix) throws IOException;

  /** Deletes a file; there may be none of the name. */
  void delete(String name) throws IOException;
}
