// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import dev.pathway.beam.engine.spi.JobContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.io.FileBasedSink.Writer;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The temporary files that one write of one job has made on this member, deleted at the end of the
 * job unless it ended well: then they have become the outputs. Thread-safe.
 */
final class TemporaryFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryFiles.class);

  /** By the write's id: Beam's functions, which open the files, know nothing else of the job. */
  private static final Map<String, TemporaryFiles> BY_WRITE = new ConcurrentHashMap<>();

  private static final String OWN_FOLDER_PREFIX = ".temp-beam-";

  private final String writeId;
  private final JobContext job;
  private final List<Writer<?, ?>> opening = new ArrayList<>();
  private final Set<ResourceId> files = new HashSet<>();

  private TemporaryFiles(String writeId, JobContext job) {
    this.writeId = writeId;
    this.job = job;
  }

  /** Begins to keep track of a write's files, unless that was begun, until the job ends. */
  static void track(String writeId, JobContext job) {
    BY_WRITE.computeIfAbsent(
        writeId,
        id -> {
          TemporaryFiles tracked = new TemporaryFiles(id, job);
          job.closeAtEnd(tracked);
          return tracked;
        });
  }

  /** Adds the file that a writer is about to open. */
  static void add(String writeId, Writer<?, ?> writer) {
    TemporaryFiles tracked = BY_WRITE.get(writeId);
    if (tracked != null) {
      tracked.add(writer);
    }
  }

  private synchronized void add(Writer<?, ?> writer) {
    collectOpened();
    opening.add(writer);
  }

  /**
   * Takes over the names of files that are open by now: a writer is too large to be kept for the
   * whole job.
   */
  private void collectOpened() {
    for (Iterator<Writer<?, ?>> i = opening.iterator(); i.hasNext(); ) {
      ResourceId file = i.next().getOutputFile();
      if (file != null) {
        files.add(file);
        i.remove();
      }
    }
  }

  @Override
  public synchronized void close() {
    BY_WRITE.remove(writeId, this);
    if (!job.stopping()) {
      return;
    }
    collectOpened();
    try {
      FileSystems.delete(files, StandardMoveOptions.IGNORE_MISSING_FILES);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Could not delete all temporary files of job '{}'", job.name(), e);
    }
    files.stream()
        .map(ResourceId::getCurrentDirectory)
        .distinct()
        .filter(TemporaryFiles::isOwn)
        .forEach(this::delete);
  }

  /**
   * Returns whether a folder is a write's own. That of writes by window, which has no suffix, is
   * not.
   */
  private static boolean isOwn(ResourceId folder) {
    String name = folder.getFilename();
    return name != null && name.startsWith(OWN_FOLDER_PREFIX);
  }

  private void delete(ResourceId folder) {
    try {
      FileSystems.delete(List.of(folder), StandardMoveOptions.IGNORE_MISSING_FILES);
    } catch (IOException | RuntimeException e) {
      LOG.debug("Could not delete the temporary folder {} of job '{}'", folder, job.name(), e);
    }
  }
}
