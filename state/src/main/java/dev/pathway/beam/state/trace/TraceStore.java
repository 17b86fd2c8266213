// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.Cleanup;
import dev.pathway.beam.state.segment.DirectoryLock;
import dev.pathway.beam.state.segment.Segment;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All arrangements of a job: multisets of (key, value) pairs of bytes, sorted by key and then by
 * value, kept on disk from epoch to epoch.
 *
 * <p>The workers of an epoch read arrangements as of the last commit, through readers of a {@link
 * Snapshot}, and gather their updates in a {@link Delta} each. Once all are sealed, one thread
 * commits or rolls back.
 *
 * <p>Thread-safe, except that a delta must not be made, sealed or closed while {@link #commit} or
 * {@link #rollback} runs.
 *
 * <p>If somebody deletes the directory in spite of its lock, writing to the store fails, also if
 * another one was made there.
 */
public final class TraceStore implements Closeable {
  /*
   * A log-structured merge tree. Each commit writes one segment with the updates of all
   * arrangements, and the pairs of small young segments, which it replaces, and then a manifest that names it; what the manifest names is the state, so the
   * replacement of that file is the moment of the commit. The weight of a pair is the sum of those
   * in all segments. A thread merges segments; the next commit's manifest names what it has made.
   *
   * Locks, in the order in which they are taken: merging (one merge at a time), committing (one
   * change of the manifest at a time), this (for the fields).
   */
  private final Path directory;
  private final DirectoryLock lock;
  private final MemoryBudget memory;
  private final Supplier<SpillDirectory> spill;
  private final LiveSegments live;
  private final StoredManifest stored;
  private final CommitGate gate = new CommitGate();
  private final ReentrantLock committing = new ReentrantLock();
  private final Merging merging;
  private final CommitWriter writer;
  private final StoreMode mode;
  private final long openedAt;

  private Manifest committed;
  private List<Delta> deltas = new ArrayList<>();
  private boolean isClosed;

  private TraceStore(
      Path directory,
      DirectoryLock lock,
      Manifest committed,
      MemoryBudget memory,
      Supplier<SpillDirectory> spill,
      StoreMode mode) {
    this.directory = directory;
    this.lock = lock;
    this.memory = memory;
    this.spill = spill;
    this.committed = committed;
    this.openedAt = committed.epoch();
    this.live = new LiveSegments(segmentsOf(committed, directory, lock));
    SegmentFactory factory =
        new SegmentFactory(directory, lock, committed.nextSegment(), mode.isDurable());
    this.stored = new StoredManifest(directory, lock, mode.isDurable());
    this.merging = new Merging(live, factory, gate, committing, this::publishMerges);
    this.writer = new CommitWriter(stored, live, factory, merging, mode.foldedBytes());
    this.mode = mode;
  }

  /**
   * Opens the store in a directory, which is created if it is missing, and deletes what a crash has
   * left there of an epoch that was not committed.
   *
   * @param directory where the store is; belongs to it alone
   * @param memory what deltas charge their memory to
   * @param spill gives the directory to write to when memory is short; asked each time
   * @throws IOException if the directory is in use, by this process or another, or cannot be read
   * @throws dev.pathway.beam.state.segment.DamagedSegmentException if its files are not those that
   *     were written, as far as that shows without reading them all; for that see {@link #verify}
   */
  public static TraceStore open(Path directory, MemoryBudget memory, Supplier<SpillDirectory> spill)
      throws IOException {
    return open(directory, memory, spill, StoreMode.NORMAL);
  }

  /** Opens a store that works as the mode says. */
  static TraceStore open(
      Path directory, MemoryBudget memory, Supplier<SpillDirectory> spill, StoreMode mode)
      throws IOException {
    requireNonNull(memory, "memory");
    requireNonNull(spill, "spill");
    Files.createDirectories(directory);
    DirectoryLock lock = lock(directory, DirectoryLock.Purpose.USE);
    boolean isOpen = false;
    try {
      Manifest manifest = StoreFiles.recover(directory);
      TraceStore store = new TraceStore(directory, lock, manifest, memory, spill, mode);
      isOpen = true;
      return store;
    } finally {
      if (!isOpen) {
        lock.close();
      }
    }
  }

  /**
   * Deletes a store, whether its files can be read or not; files of others in its directory are
   * left.
   *
   * @param directory where the store is
   * @param first deletes what belongs to it elsewhere, while nobody else can open the store
   * @throws IOException if the directory is in use, or cannot be deleted
   */
  public static void delete(Path directory, Closeable first) throws IOException {
    try (DirectoryLock lock = lock(directory, DirectoryLock.Purpose.DELETE)) {
      first.close();
      lock.deleteDirectory(StoreFiles::isNamedLikeOne);
    }
  }

  private static DirectoryLock lock(Path directory, DirectoryLock.Purpose purpose)
      throws IOException {
    DirectoryLock lock = DirectoryLock.tryAcquire(directory, purpose);
    if (lock == null) {
      throw new IOException(
          "The directory "
              + directory
              + " is in use by a job of this process or another; wait for that job to end, or give"
              + " this one a directory of its own");
    }
    return lock;
  }

  /** Returns the number of the last committed epoch, 0 if there is none. */
  public synchronized long epoch() {
    return committed.epoch();
  }

  /** Returns what was committed with the last epoch, empty if there is none. */
  public synchronized byte[] metadata() {
    return committed.metadataBytes();
  }

  /** Returns all arrangements as of the last commit; to be closed before the store is. */
  public synchronized Snapshot snapshot() {
    checkOpen();
    return new Snapshot(live.pin(), new Arrangements(committed.arrangements()));
  }

  /**
   * Returns what gathers one worker's updates of an arrangement in the coming epoch. Any number of
   * deltas may be made for an arrangement.
   */
  public synchronized Delta delta(String arrangement) {
    checkOpen();
    if (arrangement.isEmpty()) {
      throw new IllegalArgumentException("an arrangement must have a name");
    }
    Delta delta = new Delta(arrangement, memory, spill);
    deltas.add(delta);
    return delta;
  }

  /**
   * Returns what sorts and consolidates updates like any delta, but takes no part in a commit; its
   * owner closes it.
   */
  public Delta scratch() {
    return new Delta("scratch", memory, spill);
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
  public void commit(byte[] metadata) throws IOException {
    byte[] copy = metadata.clone();
    gate.enter();
    committing.lock();
    try {
      commitLocked(copy);
    } catch (IOException e) {
      throw new IOException(
          "Cannot commit epoch " + (epoch() + 1) + " to " + directory + ": " + e, e);
    } finally {
      committing.unlock();
      gate.leave();
    }
    if (mode.mergesInBackground()) {
      merging.wake("trace-merge-" + directory.getFileName());
    }
  }

  /** Closes all deltas made since the last commit: their epoch has failed. */
  public void rollback() {
    closeAll(takeDeltas());
  }

  /** Returns the bytes of the files that hold the pairs. */
  public long bytes() {
    long bytes = 0;
    for (TraceSegment segment : live.all()) {
      bytes += segment.length();
    }
    return bytes;
  }

  /**
   * Reads all files and checks them against their checksums; returns what is wrong, a message for
   * each file that is damaged or cannot be read.
   */
  public List<String> verify() {
    List<String> problems = new ArrayList<>();
    List<TraceSegment> segments;
    synchronized (this) {
      checkOpen();
      segments = live.pin();
    }
    try {
      StoreFiles.check(directory.resolve(Manifest.FILE), () -> Manifest.read(directory), problems);
      for (TraceSegment each : segments) {
        StoreFiles.check(each.path(), () -> verify(each), problems);
      }
      Exception failure = merging.failure();
      if (failure != null) {
        problems.add("Files of " + directory + " cannot be merged: " + failure);
      }
    } finally {
      LiveSegments.unpin(segments);
    }
    return problems;
  }

  /** Merges all files of the last commit into one, and waits until that is done. */
  public void compact() throws IOException {
    synchronized (this) {
      checkOpen();
    }
    merging.mergeAll();
    publishMerges();
  }

  /**
   * Ends the store's work and gives the directory free. Deltas are closed, uncommitted updates are
   * lost. Snapshots must be closed before. Closing twice has no effect.
   *
   * <p>If something was committed since the store was opened, the merges that are due are made:
   * each pair is written O(log n) times in its life, mostly with few others. {@link #stopMerging}
   * and an interrupt give them up, without harm: they are due again when the store is closed after
   * the next commit.
   */
  @Override
  public void close() throws IOException {
    close(bytes -> {});
  }

  /** Gives up the merges that are under way, and those to come before the store is closed. */
  public void stopMerging() {
    merging.stop();
  }

  /**
   * Does what {@link #close()} does.
   *
   * @param beforeMerge told of each merge that is made, and how many bytes it is of
   */
  public void close(LongConsumer beforeMerge) throws IOException {
    boolean hasCommitted;
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      hasCommitted = committed.epoch() > openedAt;
    }
    if (Thread.currentThread().isInterrupted()) {
      merging.stop();
    } else if (hasCommitted && mode.mergesInBackground() && !stored.isInDoubt()) {
      merging.finish(beforeMerge);
    }
    // Files are closed under a thread that is interrupted.
    boolean isInterrupted = Thread.interrupted();
    try {
      closeFiles();
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void closeFiles() throws IOException {
    merging.close();
    rollback();
    @Nullable IOException failure = null;
    if (!stored.isInDoubt()) {
      failure = Cleanup.attempt(this::publishMerges, failure);
    }
    failure = Cleanup.attempt(live, failure);
    failure = Cleanup.attempt(lock, failure);
    if (failure != null) {
      throw failure;
    }
  }

  /** Makes the next merge, in this thread; returns whether there was one to make. */
  boolean mergeOnce() throws IOException {
    return merging.mergeOnce();
  }

  /** Returns the lengths of the segments, from the oldest to the youngest. */
  List<Long> segmentLengths() {
    return live.all().stream().map(TraceSegment::length).toList();
  }

  /**
   * Returns why the last merge that nobody waits for has failed, or null; also once the store is
   * closed. Nothing is lost by that, but the store grows.
   */
  public @Nullable Exception mergeFailure() {
    return merging.failure();
  }

  private void commitLocked(byte[] metadata) throws IOException {
    List<Delta> sealed;
    Manifest before;
    synchronized (this) {
      checkOpen();
      stored.checkCertain();
      sealed = sealedDeltas();
      before = committed;
    }
    CommitWriter.Committed after = writer.commit(before, sealed, metadata);
    synchronized (this) {
      committed = after.manifest();
      after.apply(live);
    }
    live.dropReplaced();
    closeAll(takeDeltas());
  }

  private synchronized List<Delta> sealedDeltas() {
    List<Delta> sealed = new ArrayList<>();
    for (Delta delta : deltas) {
      if (delta.isSealed()) {
        if (!delta.isEmpty()) {
          sealed.add(delta);
        }
      } else if (!delta.isClosed()) {
        throw new IllegalStateException(
            "A delta of '" + delta.arrangement() + "' is neither sealed nor closed");
      }
    }
    return sealed;
  }

  /** Has the manifest name what merges have made. */
  private void publishMerges() throws IOException {
    committing.lock();
    try {
      if (live.hasReplaced()) {
        Manifest before;
        synchronized (this) {
          before = committed;
        }
        writer.nameMerged(before);
        live.dropReplaced();
      }
    } finally {
      committing.unlock();
    }
  }

  private synchronized List<Delta> takeDeltas() {
    List<Delta> taken = deltas;
    deltas = new ArrayList<>();
    return taken;
  }

  private static void closeAll(List<Delta> deltas) {
    for (Delta delta : deltas) {
      try {
        delta.close();
      } catch (IOException e) {
        // A file that is left goes with the spill directory; the epoch is decided already.
      }
    }
  }

  private static void verify(TraceSegment segment) throws IOException {
    segment.checkFile();
    try (Segment fresh = Segment.open(segment.path())) {
      fresh.verify();
    }
  }

  private static List<TraceSegment> segmentsOf(
      Manifest manifest, Path directory, DirectoryLock lock) {
    List<TraceSegment> segments = new ArrayList<>();
    for (Manifest.Entry entry : manifest.segments()) {
      segments.add(
          new TraceSegment(directory, entry.number(), entry.length(), entry.bytes(), lock::isHeld));
    }
    return segments;
  }

  private void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException("The store in " + directory + " is closed");
    }
  }
}
