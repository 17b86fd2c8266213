// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import dev.pathway.beam.translation.compat.SourceFiles;
import dev.pathway.beam.translation.options.ChangeDetection;
import dev.pathway.beam.translation.spi.ChangeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.FileBasedSource;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.options.PipelineOptions;

/** A source of files, each of which is a part that is read in ranges of bytes. */
public final class FileChanges implements ChangeSource {
  private static final long serialVersionUID = 1L;

  /** Of a range; not of all files together, since ranges must be the same as long as a file is. */
  private static final long RANGE_BYTES = 16 * 1024 * 1024;

  private final FileBasedSource<?> source;
  private final ChangeDetection detection;

  private FileChanges(FileBasedSource<?> source, ChangeDetection detection) {
    this.source = source;
    this.detection = detection;
  }

  /** Returns a source as one that knows which of its files have changed, if it reads files. */
  public static Optional<ChangeSource> of(BoundedSource<?> source, ChangeDetection detection) {
    return source instanceof FileBasedSource<?> files
        ? Optional.of(new FileChanges(files, detection))
        : Optional.empty();
  }

  @Override
  public List<Part> parts(PipelineOptions options, long epoch) throws Exception {
    LocalFiles.requireExisting(source);
    FileVersion version = new FileVersion(detection, System.currentTimeMillis(), epoch);
    List<Part> parts = new ArrayList<>();
    for (Metadata file : SourceFiles.list(source)) {
      parts.add(new FilePart(file, version, options));
    }
    return parts;
  }

  private final class FilePart implements Part {
    private final Metadata file;
    private final FileVersion version;
    private final PipelineOptions options;

    FilePart(Metadata file, FileVersion version, PipelineOptions options) {
      this.file = file;
      this.version = version;
      this.options = options;
    }

    @Override
    public String version() throws IOException {
      return version.of(file);
    }

    @Override
    public Map<String, Callable<BoundedSource<?>>> pieces() throws Exception {
      if (file.sizeBytes() > 0 && file.sizeBytes() <= RANGE_BYTES) {
        // Most files have not changed: they are spared a source, and Beam's look at their names.
        return Map.of(name(0, file.sizeBytes()), () -> SourceFiles.source(source, file));
      }
      Map<String, Callable<BoundedSource<?>>> pieces = new LinkedHashMap<>();
      for (FileBasedSource<?> range :
          SourceFiles.source(source, file).split(RANGE_BYTES, options)) {
        pieces.put(name(range.getStartOffset(), range.getEndOffset()), () -> range);
      }
      return pieces;
    }

    private String name(long from, long to) {
      return file.resourceId() + " from " + from + " to " + to;
    }
  }
}
