// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.live.LogEntry.Begun;
import dev.pathway.beam.state.live.LogEntry.Committed;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The log of a job: one sequence of files for attempts and commits, in which each place is taken
 * once. So a commit of an attempt is either before the beginning of the next one, which goes on
 * from it, or is refused.
 *
 * <p>Old entries are deleted. Who was stopped after it had looked for the end of the log may find a
 * place free then that was taken long ago, but it finds out: the latest beginning names the earlier
 * ones.
 */
final class JobLog {
  private final SegmentStore store;
  private final JobNames names;

  JobLog(SegmentStore store, JobNames names) {
    this.store = store;
    this.names = names;
  }

  /**
   * What the log has.
   *
   * @param entries by their places
   * @param damaged the places of entries that cannot be read, with what is wrong
   */
  record Contents(NavigableMap<Long, LogEntry> entries, NavigableMap<Long, String> damaged) {
    /** Returns the place of the last entry, 0 if there is none. */
    long last() {
      return Math.max(
          entries.isEmpty() ? 0 : entries.lastKey(), damaged.isEmpty() ? 0 : damaged.lastKey());
    }

    /** Returns all attempts that there were; places of damaged entries count as such. */
    List<Long> attempts() {
      TreeSet<Long> attempts = new TreeSet<>(damaged.keySet());
      for (LogEntry entry : entries.values()) {
        attempts.add(entry.attempt());
        if (entry instanceof Begun begun) {
          attempts.addAll(begun.earlier());
        }
      }
      return new ArrayList<>(attempts);
    }

    @Nullable Begun begun(long attempt) {
      return entries.get(attempt) instanceof Begun begun ? begun : null;
    }

    /** Returns the commits by their places. */
    NavigableMap<Long, Committed> commits() {
      TreeMap<Long, Committed> commits = new TreeMap<>();
      entries.forEach(
          (place, entry) -> {
            if (entry instanceof Committed committed) {
              commits.put(place, committed);
            }
          });
      return commits;
    }
  }

  Contents read() throws IOException {
    TreeMap<Long, LogEntry> entries = new TreeMap<>();
    TreeMap<Long, String> damaged = new TreeMap<>();
    for (String name : store.list(names.logs())) {
      long place = JobNames.lastNumber(name);
      try {
        entries.put(place, LogEntry.decode(name, store.read(name)));
      } catch (NoSuchFileException e) {
        // Deleted meanwhile, as it is old.
      } catch (DamagedSegmentException e) {
        damaged.put(place, String.valueOf(e.getMessage()));
      }
    }
    return new Contents(entries, damaged);
  }

  /** Returns the place of the last entry, 0 if there is none. */
  long last() throws IOException {
    List<String> all = store.list(names.logs());
    return all.isEmpty() ? 0 : JobNames.lastNumber(all.get(all.size() - 1));
  }

  /** Returns the entry of a place, null if there is none. */
  @Nullable LogEntry find(long place) throws IOException {
    try {
      return LogEntry.decode(names.log(place), store.read(names.log(place)));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Takes a place; returns whether it was free. */
  boolean append(long place, LogEntry entry) throws IOException {
    return store.create(names.log(place), LogEntry.encode(entry));
  }

  void delete(long place) throws IOException {
    store.delete(names.log(place));
  }
}
