// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import dev.pathway.beam.translation.spi.ChangeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private FileChanges(FileBasedSource<?> source) {
    this.source = source;
  }

  /** Returns a source as one that knows which of its files have changed, if it reads files. */
  public static Optional<ChangeSource> of(BoundedSource<?> source) {
    return source instanceof FileBasedSource<?> files
        ? Optional.of(new FileChanges(files))
        : Optional.empty();
  }

  @Override
  public List<Part> parts(PipelineOptions options, long epoch) throws Exception {
    LocalFiles.requireExisting(source);
    ChangeDetection detection = options.as(FileOptions.class).getChangeDetection();
    FileVersion version = new FileVersion(detection, System.currentTimeMillis(), epoch);
    Map<String, FilePart> parts = new LinkedHashMap<>();
    for (FileBasedSource<?> range : source.split(RANGE_BYTES, options)) {
      Metadata file = range.getSingleFileMetadata();
      String name = file.resourceId().toString();
      parts
          .computeIfAbsent(name, key -> new FilePart(file, version, new LinkedHashMap<>()))
          .pieces
          .put(name + " from " + range.getStartOffset() + " to " + range.getEndOffset(), range);
    }
    return new ArrayList<>(parts.values());
  }

  private record FilePart(
      Metadata file, FileVersion fileVersion, Map<String, BoundedSource<?>> pieces)
      implements Part {
    @Override
    public String version() throws IOException {
      return fileVersion.of(file);
    }
  }
}
