// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Publication;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that an epoch writes, replaces and deletes: staged beside their places, and put there
 * once the epoch is committed. Thread-safe.
 */
public final class StagedFiles implements Publication {
  /** The name of the folder in a state directory that is for notes on staged files. */
  public static final String NOTES = "files";

  private static final Logger LOG = LoggerFactory.getLogger(StagedFiles.class);

  private final StagingJournal journal;
  private final Owner owner;
  private final long epoch;
  private final Map<String, Integer> shards;
  private final Map<String, Map<String, FileChange>> folders = new TreeMap<>();
  private @Nullable CommittedFiles prepared;

  /** Who goes on with the files that it has written; null if all do. */
  private @Nullable Set<String> continuing;

  private LostFiles lost = LostFiles.NONE;

  /** What becomes of one file. */
  private static final class FileChange {
    private int count;
    private @Nullable StagedFile staged;
  }

  /** Where a file is staged, and what is to be noted of it once it is published. */
  private record StagedFile(String path, PublishedFile file) {}

  private StagedFiles(
      StagingJournal journal, Owner owner, long epoch, Map<String, Integer> shards) {
    this.journal = journal;
    this.owner = owner;
    this.epoch = epoch;
    this.shards = new HashMap<>(shards);
  }

  /**
   * Begins the epoch after one that was committed: puts the files of that one in place, if that was
   * not done, and deletes what is staged of one that was not committed.
   *
   * @param directory {@link #NOTES} of the job's state directory
   * @param committed the number of the epoch that was committed last, 0 if none was
   * @param metadata what was committed with it
   * @throws IOException if its files cannot be put in place
   */
  public static StagedFiles begin(Path directory, long committed, byte[] metadata)
      throws IOException {
    StagingJournal journal = new StagingJournal(directory);
    Owner owner = Owner.of(directory);
    CommittedFiles files = CommittedFiles.of(metadata);
    StagingJournal.Entry entry = journal.read();
    if (entry != null) {
      if (entry.epoch() == committed) {
        for (FolderChange change : files.changes()) {
          change.carryOut(committed, owner);
        }
      }
      end(journal, entry.folders(), owner);
    }
    return new StagedFiles(journal, owner, committed + 1, files.shards());
  }

  /**
   * Deletes the notes on staged files; files of others in their folder are left, and then the
   * folder too.
   *
   * @param directory {@link #NOTES} of a state directory, which need not be there
   */
  public static void deleteNotes(Path directory) throws IOException {
    new StagingJournal(directory).delete();
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // What else is in it is not this project's.
    }
  }

  /**
   * Returns who must publish anew, as files that they have published before are no longer as they
   * were; before any worker starts.
   *
   * @param published what the epochs before have published, as they noted it
   */
  public synchronized Set<String> publishersOfLost(PairCursor published) throws IOException {
    lost = LostFiles.find(published, Set.of(), owner, epoch - 1);
    lost.sayIncomplete(epoch - 1, owner);
    return lost.publishers();
  }

  /**
   * Returns what {@link #publishersOfLost} of the next epoch would return, and changes nothing, not
   * even where files of the last one are not in place yet: those are not lost.
   *
   * @param directory {@link #NOTES} of the job's state directory, which need not be there
   * @param committed the number of the epoch that was committed last
   * @param published what the epochs have published, as they noted it
   */
  public static Set<String> lookForLost(Path directory, long committed, PairCursor published)
      throws IOException {
    StagingJournal.Entry entry = new StagingJournal(directory).read();
    Set<String> pending =
        entry != null && entry.epoch() == committed ? Set.copyOf(entry.folders()) : Set.of();
    return LostFiles.find(published, pending, Owner.of(directory), committed).publishers();
  }

  /**
   * Has what all but some publishers have written in epochs before be deleted, unless it is written
   * again: the others begin anew, or are no longer there. Before any worker starts.
   */
  public synchronized void continueOnly(Set<String> publishers) {
    continuing = Set.copyOf(publishers);
  }

  /** Returns those of a job's epoch. */
  static StagedFiles of(JobContext job) {
    if (job.publication() instanceof StagedFiles files) {
      return files;
    }
    throw new IllegalStateException("job '" + job.name() + "' was started without staged files");
  }

  /**
   * Returns the number of shards of a write, which stays what it was in the first epoch while the
   * write goes on.
   *
   * @param write the transform's id
   * @param asked the number that the user asks for, null if none
   * @param otherwise the number if the user asks for none
   * @throws IllegalStateException if the user asks for another number than in the first epoch
   */
  synchronized int shards(String write, @Nullable Integer asked, int otherwise) {
    if (asked != null && continuing != null && !continuing.contains(write)) {
      shards.put(write, asked);
    }
    int number = shards.computeIfAbsent(write, id -> asked == null ? otherwise : asked);
    if (asked != null && asked != number) {
      throw new IllegalStateException(
          "it has written "
              + number
              + " shards since its first run with this --stateDir, and cannot change to "
              + asked
              + ": use a new --stateDir for that");
    }
    return number;
  }

  /** Returns the folder below which a file is to be staged. */
  synchronized ResourceId stagingFolder(ResourceId file) throws IOException {
    String folder = OutputFolder.pathOf(file);
    changes(folder);
    return OutputFolder.of(folder, owner).staged();
  }

  /** Takes note that a file, which is there or not, is to become one that was staged. */
  synchronized void put(ResourceId file, ResourceId staged, String publisher) throws IOException {
    long length = OutputFolder.length(staged);
    FileChange change = change(file);
    if (change.staged != null) {
      throw wrongNames(OutputFolder.pathOf(file), OutputFolder.nameOf(file), 2);
    }
    change.count++;
    change.staged =
        new StagedFile(
            OutputFolder.absolute(staged),
            new PublishedFile(OutputFolder.nameOf(file), publisher, length));
  }

  /** Takes note that a file is to be no longer there, unless it is put there too. */
  synchronized void remove(ResourceId file) throws IOException {
    change(file).count--;
  }

  private FileChange change(ResourceId file) throws IOException {
    return change(OutputFolder.pathOf(file), OutputFolder.nameOf(file));
  }

  private FileChange change(String folder, String name) throws IOException {
    return changes(folder).computeIfAbsent(name, key -> new FileChange());
  }

  private Map<String, FileChange> changes(String folder) throws IOException {
    Map<String, FileChange> changes = folders.get(folder);
    if (changes == null) {
      OutputFolder.of(folder, owner).checkOwner();
      if (folders.isEmpty()) {
        journal.begin(epoch);
      }
      journal.add(folder);
      changes = new TreeMap<>();
      folders.put(folder, changes);
    }
    return changes;
  }

  @Override
  public synchronized byte[] prepare(SeekableCursor published, Delta noted) throws IOException {
    removeOthers(published);
    if (!folders.isEmpty()) {
      journal.checkOwn();
    }
    List<FolderChange> all = new ArrayList<>();
    for (Map.Entry<String, Map<String, FileChange>> each : folders.entrySet()) {
      OutputFolder.of(each.getKey(), owner).forceStaged();
      FolderChange change = folderChange(each.getKey(), each.getValue(), published, noted);
      if (!change.isEmpty()) {
        all.add(change);
      }
    }
    CommittedFiles files = new CommittedFiles(shards, all);
    byte[] bytes = files.toBytes();
    prepared = files;
    return bytes;
  }

  private void removeOthers(SeekableCursor published) throws IOException {
    if (continuing == null) {
      return;
    }
    published.seekCeiling(new byte[0]);
    while (published.nextKey()) {
      String folder = new String(published.key(), UTF_8);
      for (PublishedFile file : PublishedFile.readAll(published)) {
        if (!continuing.contains(file.publisher())) {
          change(folder, file.name()).count--;
        }
      }
    }
  }

  private FolderChange folderChange(
      String folder, Map<String, FileChange> changes, SeekableCursor published, Delta noted)
      throws IOException {
    byte[] key = folder.getBytes(UTF_8);
    Map<String, PublishedFile> before = new HashMap<>();
    if (published.seek(key)) {
      PublishedFile.readAll(published).forEach(file -> before.put(file.name(), file));
    }
    TreeSet<String> kept = new TreeSet<>(before.keySet());
    List<String> staged = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> added = new ArrayList<>();
    List<String> deleted = new ArrayList<>();
    for (Map.Entry<String, FileChange> each : changes.entrySet()) {
      String name = each.getKey();
      PublishedFile old = before.get(name);
      StagedFile fresh = each.getValue().staged;
      boolean isThere = isThereAfter(folder, name, old, each.getValue().count);
      if (isThere && fresh != null) {
        staged.add(fresh.path());
        names.add(name);
        noted.add(key, fresh.file().toBytes(), 1);
        if (old == null || lost.contains(folder, name)) {
          kept.remove(name);
          added.add(name);
        }
      } else if (!isThere && old != null) {
        kept.remove(name);
        deleted.add(name);
      }
      if (old != null && (!isThere || fresh != null)) {
        noted.add(key, old.toBytes(), -1);
      }
    }
    return new FolderChange(folder, staged, names, List.copyOf(kept), added, deleted);
  }

  private static boolean isThereAfter(
      String folder, String name, @Nullable PublishedFile before, int count) throws IOException {
    int after = (before == null ? 0 : 1) + count;
    if (after < 0 || after > 1) {
      throw wrongNames(folder, name, after);
    }
    return after == 1;
  }

  private static IOException wrongNames(String folder, String name, int files) {
    return new IOException(
        "'"
            + name
            + "' in '"
            + folder
            + "' "
            + (files > 1 ? "is the name of several files" : "was never written")
            + ": names of files must be made of destination, window and shard, and of nothing else");
  }

  @Override
  public synchronized void carryOut() throws IOException {
    if (prepared != null && !folders.isEmpty()) {
      for (FolderChange change : prepared.changes()) {
        journal.checkOwn();
        change.carryOut(epoch, owner);
      }
      journal.checkOwn();
      end(journal, List.copyOf(folders.keySet()), owner);
    }
  }

  private static void end(StagingJournal journal, List<String> folders, Owner owner)
      throws IOException {
    for (String folder : folders) {
      OutputFolder.of(folder, owner).clearStaged();
    }
    journal.delete();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Once prepared, only the store knows whether it was committed: the next run asks it.
   */
  @Override
  public synchronized void close() {
    if (prepared == null && !folders.isEmpty()) {
      try {
        if (journal.isOwn()) {
          end(journal, List.copyOf(folders.keySet()), owner);
        }
      } catch (IOException | RuntimeException e) {
        LOG.warn("Could not delete all staged files of epoch {}; the next run will", epoch, e);
      }
    }
  }
}
