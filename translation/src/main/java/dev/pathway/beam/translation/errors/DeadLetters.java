// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import dev.pathway.beam.engine.spi.JobContext;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;
import org.jspecify.annotations.Nullable;

/**
 * The files of a job's dead letters, which begin with the first one. Thread-safe.
 *
 * <p>On the machine's own file system there is one, in which each line can be read at once. Other
 * file systems show a file only when it is closed, so there each flush ends one, and the next line
 * begins another.
 */
final class DeadLetters implements AutoCloseable {
  private final ResourceId folder;
  private final String name;
  private int files;
  private @Nullable OutputStream out;
  private boolean unflushed;

  /**
   * Creates the files of a job.
   *
   * @param folder the folder as Beam's file systems name it
   * @param name what the names of files begin with
   */
  DeadLetters(String folder, String name) {
    this.folder = FileSystems.matchNewDirectory(folder);
    this.name = name;
  }

  /** Returns those of a job, the same for all its steps. */
  static DeadLetters of(JobContext job, String folder) {
    return job.shared(
        DeadLetters.class,
        () -> {
          DeadLetters letters = new DeadLetters(folder, name(job));
          job.closeAtEnd(letters);
          return letters;
        });
  }

  /**
   * Makes a folder, and tries whether files can be made in it.
   *
   * @throws IOException if not
   */
  static void check(String folder) throws IOException {
    DeadLetters trial = new DeadLetters(folder, ".trial-" + UUID.randomUUID());
    ResourceId file = trial.file();
    trial.write(new byte[0]);
    trial.close();
    FileSystems.delete(List.of(file));
  }

  /** Each member has files of its own. */
  private static String name(JobContext job) {
    String name = job.name().replaceAll("[^A-Za-z0-9._-]+", "-") + "-" + job.id();
    return job.member() == 0 ? name : name + "-" + job.member();
  }

  private ResourceId file() {
    return folder.resolve(
        "%s-%05d.jsonl".formatted(name, files), StandardResolveOptions.RESOLVE_FILE);
  }

  /** Appends a line, which ends with a line break. */
  synchronized void write(byte[] line) throws IOException {
    OutputStream open = out;
    if (open == null) {
      open = open(file());
      out = open;
    }
    unflushed = true;
    open.write(line);
  }

  private static OutputStream open(ResourceId file) throws IOException {
    if (!file.getScheme().equals("file")) {
      return Channels.newOutputStream(FileSystems.create(file, MimeTypes.TEXT));
    }
    File local = new File(file.toString());
    Files.createDirectories(local.getAbsoluteFile().getParentFile().toPath());
    return new FileOutputStream(local);
  }

  /** Has all lines so far outlive the machine. */
  synchronized void flush() throws IOException {
    if (unflushed) {
      if (out instanceof FileOutputStream file) {
        file.getFD().sync();
      } else {
        close();
      }
      unflushed = false;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    OutputStream open = out;
    if (open != null) {
      out = null;
      files++;
      open.close();
    }
  }
}
