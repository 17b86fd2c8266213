// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** A store in memory, whose calls can be made to fail. */
final class MapSegmentStore implements SegmentStore {
  private final ConcurrentSkipListMap<String, byte[]> files = new ConcurrentSkipListMap<>();
  private final AtomicLong writtenBytes = new AtomicLong();
  private volatile Fault fault = (call, name) -> false;

  /** Decides over calls that change something. */
  @FunctionalInterface
  interface Fault {
    /**
     * Throws an exception for a call that fails before it has done anything; returns whether it
     * fails afterwards.
     */
    boolean failsAfterwards(String call, String name) throws IOException;
  }

  void setFault(Fault fault) {
    this.fault = fault;
  }

  /** Returns the files, which may be changed. */
  ConcurrentSkipListMap<String, byte[]> files() {
    return files;
  }

  /** Returns the bytes that were put so far. */
  long writtenBytes() {
    return writtenBytes.get();
  }

  @Override
  public void put(String name, Path file) throws IOException {
    put(name, Files.readAllBytes(file));
  }

  @Override
  public void put(String name, byte[] content) throws IOException {
    boolean fails = fault.failsAfterwards("put", name);
    writtenBytes.addAndGet(content.length);
    files.put(name, content.clone());
    failIf(fails);
  }

  @Override
  public boolean create(String name, byte[] content) throws IOException {
    boolean fails = fault.failsAfterwards("create", name);
    boolean created = files.putIfAbsent(name, content.clone()) == null;
    failIf(fails);
    return created;
  }

  @Override
  public byte[] read(String name) throws IOException {
    fault.failsAfterwards("read", name);
    if (!files.containsKey(name)) {
      throw new NoSuchFileException(name);
    }
    return requireNonNull(files.get(name)).clone();
  }

  @Override
  public void fetch(String name, Path to) throws IOException {
    Files.write(to, read(name));
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    fault.failsAfterwards("list", prefix);
    List<String> found = new ArrayList<>();
    for (String name : files.tailMap(prefix).keySet()) {
      if (!name.startsWith(prefix)) {
        break;
      }
      found.add(name);
    }
    return found;
  }

  @Override
  public void delete(String name) throws IOException {
    boolean fails = fault.failsAfterwards("delete", name);
    files.remove(name);
    failIf(fails);
  }

  private static void failIf(boolean fails) throws IOException {
    if (fails) {
      throw new IOException("The store fails, as the test wants it to");
    }
  }
}
