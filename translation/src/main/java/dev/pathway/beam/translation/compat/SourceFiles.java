// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.io.FileBasedSource;
import org.apache.beam.sdk.io.FileBasedSource.Mode;
import org.apache.beam.sdk.io.FileSystem.LineageLevel;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * The files of a source, and the source of one of them: the two halves of {@link
 * FileBasedSource#split}, which makes some sources for each file whether or not it is to be read.
 */
public final class SourceFiles {
  private static final int MOST_REPORTED = 100;

  private SourceFiles() {}

  /**
   * Lists the files that a source reads, and reports them as the step's lineage.
   *
   * @throws java.io.IOException if they cannot be listed, or there are none and the source does not
   *     allow that
   */
  public static List<Metadata> list(FileBasedSource<?> source) throws Exception {
    if (source.getMode() == Mode.SINGLE_FILE_OR_SUBRANGE) {
      return List.of(source.getSingleFileMetadata());
    }
    List<Metadata> files =
        FileSystems.match(source.getFileOrPatternSpec(), source.getEmptyMatchTreatment())
            .metadata();
    reportLineage(files);
    return files;
  }

  /**
   * Returns the source of one whole file of those that a source reads.
   *
   * @throws Exception as making the source does
   */
  public static FileBasedSource<?> source(FileBasedSource<?> all, Metadata file) throws Exception {
    if (all.getMode() == Mode.SINGLE_FILE_OR_SUBRANGE) {
      return all;
    }
    try {
      return (FileBasedSource<?>) RangeSource.MAKER.invoke(all, file, 0L, file.sizeBytes());
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** As Beam's own reads do: files, or folders, or where those begin, at most a hundred. */
  private static void reportLineage(List<Metadata> files) {
    if (files.size() <= MOST_REPORTED) {
      files.forEach(file -> FileSystems.reportSourceLineage(file.resourceId()));
      return;
    }
    Set<ResourceId> folders = new HashSet<>();
    for (Metadata file : files) {
      folders.add(file.resourceId().getCurrentDirectory());
      if (folders.size() > MOST_REPORTED) {
        FileSystems.reportSourceLineage(files.get(0).resourceId(), LineageLevel.TOP_LEVEL);
        return;
      }
    }
    folders.forEach(FileSystems::reportSourceLineage);
  }

  /** What Beam's split calls; it has no public form. */
  private static final class RangeSource {
    static final Method MAKER = find();

    private static Method find() {
      try {
        Method method =
            FileBasedSource.class.getDeclaredMethod(
                "createForSubrangeOfFile", Metadata.class, long.class, long.class);
        method.setAccessible(true);
        return method;
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException(
            "Cannot use createForSubrangeOfFile of FileBasedSource: this version of Beam is not supported",
            e);
      }
    }
  }
}
